// Whether an arrival that is expected now means that something must be said or done: it is measured against what was asked
// for and what was promised, since a customer who took an offer that is late knows of that much.

import type { CarryInput } from '@parley/agent-trade/messages';

export interface Expected {
  /** Milliseconds since 1970; undefined where no road leads there. */
  readonly arriveAtMs: number | undefined;
  readonly deliverByMs: number;
  readonly promisedMs: number;
  /** The latest arrival that the customer was asked about already. */
  readonly toldMs: number;
}

/** `none`: as agreed. `late`: it slipped, and that is known. `keep`, `hold`, `fail`: it slipped further than was told. */
export type Slip = 'none' | 'late' | 'keep' | 'hold' | 'fail';

const meant = { keep: 'keep', retender: 'hold', fail: 'fail' } as const;

export function isLate({ arriveAtMs = Number.POSITIVE_INFINITY, deliverByMs }: Expected): boolean {
  return arriveAtMs > deliverByMs;
}

export function slipOf(expected: Expected, whenLate: CarryInput['whenLate']): Slip {
  const { arriveAtMs = Number.POSITIVE_INFINITY, promisedMs, toldMs } = expected;
  if (!isLate(expected) || arriveAtMs <= promisedMs) return 'none';
  return arriveAtMs > toldMs ? meant[whenLate] : 'late';
}
