// Filling money fields: what a sum in one form needs to stand in another. Where a sign could be several currencies, the
// currency is asked for.

import { shown } from './convert/converted.ts';
import type { WrittenMoney } from './convert/money-text.ts';
import { convertScalar } from './convert/scalar.ts';
import { ask, type Fitting, noteStep, type Place } from './fitting.ts';
import { moneyKeysOf } from './money-fields.ts';
import { define, type JsonObject } from './paths.ts';
import type { Shape } from './shape.ts';

/** The amount as its field takes it. */
export function fitAmount(
  { amount }: WrittenMoney,
  shape: Shape,
  fitting: Fitting,
): { readonly value: unknown } | undefined {
  const converted = convertScalar(amount, { target: fitting.target, shape, sourceUnit: undefined, unitInDoubt: false });
  return converted.ok ? { value: converted.value } : undefined;
}

/** The currency as its field takes it, or a question between those it may be. */
export function fitCurrency(
  money: WrittenMoney,
  shape: Shape,
  given: unknown,
  place: Place,
  fitting: Fitting,
): { readonly value: unknown } | undefined {
  const [only] = money.currencies;
  const { target } = fitting;
  if (money.currencies.length === 1) {
    const converted = convertScalar(only, { target, shape, sourceUnit: undefined, unitInDoubt: false });
    if (converted.ok) return { value: converted.value };
    ask(fitting, place.to, `${shown(given)} is in ${only}, which is not taken: which currency instead?`);
    return undefined;
  }
  const taken = money.currencies.filter((code) => target.accepts(shape, code));
  ask(fitting, place.to, `Which currency is ${shown(given)} in?`, taken);
  return undefined;
}

/** A sum in any form as an object with an amount and a currency. */
export function fitMoneyObject(
  given: unknown,
  money: WrittenMoney,
  shape: Shape,
  place: Place,
  fitting: Fitting,
): { readonly value: unknown } | undefined {
  const keys = moneyKeysOf(shape)!;
  const made: JsonObject = {};
  const amount = fitAmount(money, shape.properties.get(keys.amount)!, fitting);
  if (amount === undefined) {
    ask(fitting, [...place.to, keys.amount], `What is the amount of ${shown(given)}?`);
    return undefined;
  }
  define(made, keys.amount, amount.value);
  const inside = { ...place, to: [...place.to, keys.currency] };
  const currency = fitCurrency(money, shape.properties.get(keys.currency)!, given, inside, fitting);
  if (currency !== undefined) {
    define(made, keys.currency, currency.value);
    noteStep(fitting, 'money', place, `${shown(given)} read as ${money.amount} ${money.currencies[0]}`);
  }
  return { value: made };
}
