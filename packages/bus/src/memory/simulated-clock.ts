// Time that passes only when a test says so. Timers fire in the order they are due, and between two of them whatever
// they set going (promises, immediates) comes to rest, as it would in the time between them. It knows nothing of buses.

import type { Clock } from '../clock.ts';

export interface SimulatedClock extends Clock {
  /** Lets `ms` milliseconds pass. Resolves when everything due has fired and come to rest. */
  advance(ms: number): Promise<void>;
}

interface Timer {
  readonly due: number;
  readonly run: () => void;
}

/** How many turns of the event loop count as coming to rest. */
const turnsToRest = 3;

/** @param startsAtMs what `epochMs` says at first; 2026-01-05 08:00 UTC, a Monday, unless said */
export function createSimulatedClock(startsAtMs = Date.UTC(2026, 0, 5, 8)): SimulatedClock {
  let now = 0;
  const timers = new Set<Timer>();

  async function advance(ms: number): Promise<void> {
    const end = now + ms;
    await rest();
    for (let timer = earliest(timers, end); timer !== undefined; timer = earliest(timers, end)) {
      timers.delete(timer);
      now = Math.max(now, timer.due);
      timer.run();
      await rest();
    }
    now = Math.max(now, end);
  }

  return {
    now: () => now,
    epochMs: () => startsAtMs + now,
    setTimeout: (run, delayMs) => {
      const timer = { due: now + Math.max(0, delayMs), run };
      timers.add(timer);
      return timer;
    },
    clearTimeout: (handle) => void timers.delete(handle as Timer),
    advance,
  };
}

/** The first one due by `end`; of two due at the same time the one set first. */
function earliest(timers: ReadonlySet<Timer>, end: number): Timer | undefined {
  let first: Timer | undefined;
  for (const timer of timers) {
    if (timer.due <= end && (first === undefined || timer.due < first.due)) first = timer;
  }
  return first;
}

async function rest(): Promise<void> {
  for (let turn = 0; turn < turnsToRest; turn++) {
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
  }
}
