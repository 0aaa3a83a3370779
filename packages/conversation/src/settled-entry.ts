// The settlement of a conversation as an entry: what the caller got, without all that was tried, which the record has
// entry by entry. It takes any settlement that has these fields, and knows nothing of who makes them.

import type { BodyOf } from './bodies.ts';

type Settled = BodyOf<'settled'>;

/** A settlement as the contract net tells it. Fields that are not here are not recorded. */
export interface SettlementFacts {
  readonly type: string;
  readonly text: string;
  readonly tried: { readonly elapsedMs: number };
  readonly agent?: Settled['agent'];
  readonly instance?: Settled['instance'];
  readonly capability?: Settled['capability'];
  readonly price?: Settled['price'];
  readonly output?: unknown;
  readonly code?: Settled['code'];
  readonly nearest?: Settled['nearest'];
  readonly threshold?: Settled['threshold'];
  readonly missing?: Settled['missing'];
}

export function settledEntry(settlement: SettlementFacts): Settled {
  const { type, text, tried, agent, instance, capability, price, output, code, nearest, threshold, missing } =
    settlement;
  return {
    type: 'settled',
    atMs: tried.elapsedMs,
    outcome: type,
    text,
    agent,
    instance,
    capability,
    price,
    output,
    code,
    nearest,
    threshold,
    missing,
  };
}
