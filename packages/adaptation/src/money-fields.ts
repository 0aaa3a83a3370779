// Money across fields: one text that becomes an amount and a currency, the two that become one text, and an object of both.
// The fields are known by their names; no currency is ever assumed.

import { decimalIn, written } from './convert/decimals.ts';
import { currenciesOf, moneyIn, type WrittenMoney } from './convert/money-text.ts';
import { spellOut } from './names/abbreviations.ts';
import { splitWords } from './names/split-words.ts';
import { isObject } from './paths.ts';
import type { Shape } from './shape.ts';

const amountWords: ReadonlySet<string> = new Set(['amount', 'value', 'price', 'total', 'sum', 'cost', 'fee', 'fare']);

export function saysCurrency(name: string): boolean {
  return splitWords(name).flatMap(spellOut).includes('currency');
}

export function saysAmount(name: string): boolean {
  return (
    splitWords(name)
      .flatMap(spellOut)
      .some((word) => amountWords.has(word)) && !saysCurrency(name)
  );
}

/** The two names of an object that is money and nothing else. */
export function moneyKeys(
  names: readonly string[],
): { readonly amount: string; readonly currency: string } | undefined {
  if (names.length !== 2) return undefined;
  const [amount, currency] = [names.find(saysAmount), names.find(saysCurrency)];
  return amount === undefined || currency === undefined ? undefined : { amount, currency };
}

export function moneyKeysOf(shape: Shape): ReturnType<typeof moneyKeys> {
  return shape.kind === 'object' ? moneyKeys([...shape.properties.keys()]) : undefined;
}

/** Money in any of its forms. */
export function readMoney(value: unknown): WrittenMoney | undefined {
  if (typeof value === 'string') return moneyIn(value);
  if (!isObject(value)) return undefined;
  const keys = moneyKeys(Object.keys(value));
  return keys === undefined ? undefined : joinMoney(value[keys.amount], value[keys.currency]);
}

export function joinMoney(amount: unknown, currency: unknown): WrittenMoney | undefined {
  const decimal =
    typeof amount === 'number' ? written(amount) : typeof amount === 'string' ? decimalIn(amount) : undefined;
  const currencies = typeof currency === 'string' ? currenciesOf(currency) : undefined;
  return decimal === undefined || currencies === undefined ? undefined : { amount: decimal, currencies };
}

/** Whether a text field is for money with its currency, by its examples or a money text in its description. */
export function moneyTextForm(shape: Shape): string | undefined {
  if (shape.kind !== 'string') return undefined;
  const { examples, description } = shape.schema;
  const quoted =
    typeof description === 'string'
      ? [...description.slice(0, 1_000).matchAll(/["'`]([^"'`]{3,20})["'`]/g)].map(([, text]) => text!)
      : [];
  return [...(Array.isArray(examples) ? examples : []), ...quoted].find(
    (text): text is string => typeof text === 'string' && moneyIn(text) !== undefined,
  );
}

/** The text of a sum in the form of an example: "USD 50" where it begins with a code, "50 USD" otherwise. */
export function moneyText({ amount, currencies }: WrittenMoney, form: string | undefined): string {
  const currency = currencies[0]!;
  return form !== undefined && /^[A-Z]{3} ?\d/.test(form) ? `${currency} ${amount}` : `${amount} ${currency}`;
}
