// Money is a decimal string and a currency, never a float: 0.1 + 0.2 must be 0.3 when somebody pays it.
// Arithmetic is big.js's. It converts no currencies: two different ones cannot be compared, and saying so is an error.

import Big from 'big.js';
import { z } from 'zod';
import { ParleyError } from './errors.ts';

const decimal = /^(?:0|[1-9]\d{0,14})(?:\.\d{1,6})?$/;

/** `{amount: "50.00", currency: "USD"}`; the amount is not negative, at most 15 digits before the point and 6 after. */
export const Money = z.looseObject({
  amount: z.string().regex(decimal, 'a decimal string such as "12.50", not negative'),
  currency: z.string().regex(/^[A-Z]{3}$/, 'three capital letters such as "USD"'),
});
export type Money = { amount: string; currency: string };

/** @throws ParleyError `bad-money` where `amount` is no decimal string or not negative. */
export function money(amount: string, currency: string): Money {
  const parsed = Money.safeParse({ amount, currency });
  if (!parsed.success) {
    throw new ParleyError('bad-money', `"${amount} ${currency}" is not money: write it as "12.50" and "USD".`);
  }
  return { amount, currency };
}

/** Negative, 0 or positive, as `a` is less than, equal to or more than `b`. @throws ParleyError `currency-mismatch` */
export function compareMoney(a: Money, b: Money): number {
  if (a.amount === b.amount && a.currency === b.currency) return 0;
  return big(a).cmp(big(b, a.currency));
}

/** @throws ParleyError `currency-mismatch`; `bad-money` where the sum has more than 15 digits before the point */
export function addMoney(a: Money, b: Money): Money {
  return money(big(a).plus(big(b, a.currency)).toFixed(), a.currency);
}

/** `a - b`, or undefined where that would be negative. @throws ParleyError `currency-mismatch` */
export function subtractMoney(a: Money, b: Money): Money | undefined {
  const rest = big(a).minus(big(b, a.currency));
  return rest.lt(0) ? undefined : { amount: rest.toFixed(), currency: a.currency };
}

/**
 * The amount times a decimal factor, rounded half up to `decimals` places (0 to 6).
 * @throws ParleyError `bad-money` where `factor` is no decimal string, or the product is negative or too large
 */
export function scaleMoney(a: Money, factor: string, decimals = 2): Money {
  if (!/^\d{1,15}(?:\.\d{1,15})?$/.test(factor) || !(decimals >= 0 && decimals <= 6)) {
    throw new ParleyError(
      'bad-money',
      `Cannot scale by "${factor}" to ${decimals} places: write "1.25", 0 to 6 places.`,
    );
  }
  return money(big(a).times(factor).round(decimals, Big.roundHalfUp).toFixed(), a.currency);
}

/** `a / b` as a float, for scores only; 0 / 0 is 1. @throws ParleyError `currency-mismatch` */
export function ratioOfMoney(a: Money, b: Money): number {
  inOneCurrency(b, a.currency);
  const over = Number(b.amount);
  if (over === 0) return Number(a.amount) === 0 ? 1 : Number.POSITIVE_INFINITY;
  return Number(a.amount) / over;
}

function big(value: Money, currency = value.currency): Big {
  inOneCurrency(value, currency);
  return new Big(value.amount);
}

function inOneCurrency(value: Money, currency: string): void {
  if (value.currency === currency) return;
  throw new ParleyError(
    'currency-mismatch',
    `Cannot compare ${currency} with ${value.currency}: use the mesh's currency.`,
  );
}
