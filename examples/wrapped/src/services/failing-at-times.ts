// A service that fails at times, and always at the same times: whether a request fails depends on its number and on the
// seed alone, so that a run can be had again. It knows no clock.

import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ServiceError } from './service-error.ts';

export interface Weather {
  readonly seed: number;
  /** The share of requests that fail: from 0, none, to 1, all. */
  readonly failureShare: number;
  /** How long each request takes. */
  readonly delayMs: number;
  /** Told the number of each request when it has come, before it is worked on, and whether it will fail. */
  readonly onAsked: (number: number, fails: boolean) => void;
}

export const fairWeather = {
  seed: 1,
  failureShare: 0,
  delayMs: 0,
  onAsked: () => undefined,
} as const satisfies Weather;

/** Whether the request of this number fails. */
export function failsAt(number: number, { seed, failureShare }: Pick<Weather, 'seed' | 'failureShare'>): boolean {
  const drawn = createHash('sha256').update(`${seed} ${number}`).digest().readUInt32BE(0) / 2 ** 32;
  return drawn < failureShare;
}

/** Runs each piece of work in the weather; the returned function throws ServiceError 503 for those that fail. */
export function workingIn(weather: Weather): <Result>(work: () => Result) => Promise<Result> {
  let asked = 0;
  return async (work) => {
    asked += 1;
    const number = asked;
    const fails = failsAt(number, weather);
    weather.onAsked(number, fails);
    if (weather.delayMs > 0) await sleep(weather.delayMs);
    if (fails) {
      throw new ServiceError(503, 'rates-unavailable', 'the rates cannot be read now: ask again in a moment');
    }
    return work();
  };
}
