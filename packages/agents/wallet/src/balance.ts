// The wallet's balance: what it began with, less what each payment took. A payment takes once, however often
// it is asked; decimal arithmetic is big.js's.

import Big from 'big.js';

/** What a wallet holds when nobody has paid from it. */
const opening = '60.00';

export interface Balance {
  readonly opening: string;
  /** Taken, by the payment's idempotency key. */
  readonly debits: Readonly<Record<string, string>>;
}

export function available(balance: Balance | undefined): Big {
  const { opening: begun, debits } = balance ?? { opening, debits: {} };
  return Object.values(debits).reduce((left, taken) => left.minus(taken), new Big(begun));
}

/** The balance with the amount taken; undefined where it was taken before or is not covered. */
export function debited(balance: Balance | undefined, key: string, amount: string): Balance | undefined {
  const before = balance ?? { opening, debits: {} };
  if (before.debits[key] !== undefined || available(before).lt(amount)) return undefined;
  return { ...before, debits: { ...before.debits, [key]: amount } };
}

/** The balance with the payment's amount given back; undefined where nothing was taken. */
export function refunded(balance: Balance | undefined, key: string): Balance | undefined {
  if (balance?.debits[key] === undefined) return undefined;
  const { [key]: _, ...debits } = balance.debits;
  return { ...balance, debits };
}
