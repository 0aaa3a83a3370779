// Amounts of money and their rates, computed exactly: decimal texts in, decimal texts out, never a floating-point number.
// The rates are rough figures of our own, fixed, so that an answer can be checked by hand.

import { Big } from 'big.js';
import { ServiceError } from './service-error.ts';

/** What one euro is worth. */
const perEuro: Readonly<Record<string, string>> = {
  EUR: '1',
  USD: '1.1655',
  GBP: '0.8732',
  CHF: '0.9374',
  SEK: '10.9640',
  CZK: '24.1820',
  JPY: '182.41',
};
/** Decimals of the smallest coin (ISO 4217). */
const decimalsOf: Readonly<Record<string, number>> = { JPY: 0 };
const decimalsUsual = 2;
const rateDecimals = 6;

const currencies: readonly string[] = Object.keys(perEuro);
/** At most twelve digits before the point and four behind it. */
export const amountPattern = '^(0|[1-9][0-9]{0,11})(\\.[0-9]{1,4})?$';

const roundings = { 'half-even': Big.roundHalfEven, 'half-up': Big.roundHalfUp, down: Big.roundDown } as const;
export type Rounding = keyof typeof roundings;
export const roundingNames = Object.keys(roundings) as readonly Rounding[];

export interface Conversion {
  readonly from: string;
  readonly to: string;
  readonly amount: string;
  readonly rounding?: Rounding;
  /** What the vendor keeps of it, as a decimal text: "0.004" is 0.4 percent. */
  readonly spread?: string;
}

/**
 * What an amount is worth in another currency, and the rate it was computed with, which has six decimals: result = amount
 * times rate, rounded to the coins of the target. @throws ServiceError 422 `unknown-currency`, `same-currency`
 */
export function convert({ from, to, amount, rounding = 'half-even', spread = '0' }: Conversion): {
  readonly rate: string;
  readonly result: string;
} {
  if (from === to) throw new ServiceError(422, 'same-currency', `${from} into ${to} is no conversion`);
  const rate = rateOf(to).times(new Big(1).minus(spread)).div(rateOf(from)).round(rateDecimals, Big.roundHalfEven);
  const result = rate.times(amount).round(decimalsIn(to), roundings[rounding]);
  return { rate: rate.toFixed(rateDecimals), result: result.toFixed(decimalsIn(to)) };
}

function rateOf(currency: string): Big {
  const rate = Object.hasOwn(perEuro, currency) ? perEuro[currency] : undefined;
  if (rate !== undefined) return new Big(rate);
  throw new ServiceError(422, 'unknown-currency', `no rate for ${currency}: use one of ${currencies.join(', ')}`);
}

function decimalsIn(currency: string): number {
  return decimalsOf[currency] ?? decimalsUsual;
}
