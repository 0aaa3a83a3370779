// Decimal numbers written as text, exactly. What a float cannot hold as written is refused, as is what only looks like a
// number: leading zeros (a postal code), an empty text, exponents, separators of thousands that could be a point.

import Big from 'big.js';

const plain = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;
const grouped = /^-?[1-9]\d{0,2}(?:,\d{3})+\.\d+$/;
const digitsMax = 15;

/** The number a text is, or undefined. */
export function numberIn(text: string): number | undefined {
  if (text === '-0' || !plain.test(text)) return undefined;
  return exact(new Big(text));
}

/** As `numberIn`, but a thousands separator beside a decimal point is understood, as money is written: `1,234.50`. */
export function decimalIn(text: string): string | undefined {
  const bare = grouped.test(text) ? text.replaceAll(',', '') : text;
  return numberIn(bare) === undefined ? undefined : bare;
}

/** The float for a decimal, where it has no more digits than a float keeps. */
export function exact(decimal: Big): number | undefined {
  const number = Number(decimal.toFixed());
  if (decimal.c.length > digitsMax || (Number.isInteger(number) && !Number.isSafeInteger(number))) return undefined;
  return new Big(number).eq(decimal) ? number : undefined;
}

/** A number as people write it, without exponent. */
export function written(number: number): string {
  return new Big(number).toFixed();
}
