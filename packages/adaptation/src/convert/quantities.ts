// A number in one unit as the same quantity in another. The factors are js-quantities', the arithmetic is big.js's, and
// what would have to be rounded is refused.

import Big from 'big.js';
import Qty from 'js-quantities';
import { decimalIn, exact } from './decimals.ts';
import { unitOf } from './stated-unit.ts';

/** `5 km`, `12.5kg`, `50%`. */
export function quantityIn(text: string): { readonly amount: string; readonly unit: string } | undefined {
  const found = /^(-?[\d.,]+)\s*([a-z°%][a-z/]*)$/iu.exec(text);
  const amount = found === null ? undefined : decimalIn(found[1]!);
  const unit = found === null ? undefined : unitOf(found[2]!);
  return amount === undefined || unit === undefined ? undefined : { amount, unit };
}

/** `PT1H30M` as seconds, exactly; years and months have no fixed length, and are refused. */
export function secondsIn(text: string): string | undefined {
  const found = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(text);
  if (found === null || text.endsWith('P') || text.endsWith('T')) return undefined;
  const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = found.slice(1).map((each) => each ?? 0);
  return new Big(weeks)
    .times(7)
    .plus(days)
    .times(24)
    .plus(hours)
    .times(60)
    .plus(minutes)
    .times(60)
    .plus(seconds)
    .toFixed();
}

/** Undefined where the units are of different kinds, or the result is not exact. */
export function inUnit(amount: string, from: string, to: string): number | undefined {
  if (from === to) return exact(new Big(amount));
  const offset = factor(0, from, to);
  const one = factor(1, from, to);
  const back = factor(1, to, from);
  if (offset === undefined || one === undefined || back === undefined) return undefined;
  const scale = one.minus(offset);
  // Of the two factors the shorter one is the exact one: 1 mile is 1609.344 m, and 1 m is 0.000621... miles.
  const inverse = back.minus(factor(0, to, from)!);
  if (scale.c.length <= inverse.c.length) return exact(scale.times(amount).plus(offset));
  const wide = Big();
  wide.DP = 20;
  const quotient = new wide(amount).minus(offset.eq(0) ? 0 : factor(0, to, from)!).div(inverse);
  const result = exact(new Big(quotient.toFixed()));
  return result !== undefined && new Big(result).times(inverse).eq(new Big(amount).minus(factor(0, to, from)!))
    ? result
    : undefined;
}

function factor(amount: number, from: string, to: string): Big | undefined {
  try {
    return new Big(Number(Qty(amount, from).to(to).scalar.toPrecision(12)));
  } catch {
    return undefined;
  }
}
