// Money as people write it: an amount with a currency's code or sign, such as "$50 USD", "USD 50" or "€12.50". A sign of
// several currencies says only which ones it may be.

import { decimalIn } from './decimals.ts';

export interface WrittenMoney {
  /** A decimal without separators. */
  readonly amount: string;
  /** The currencies it may be in; one where the text is clear, none where it names none. */
  readonly currencies: readonly string[];
}

const signs: Readonly<Record<string, readonly string[]>> = {
  $: ['USD', 'CAD', 'AUD', 'NZD', 'SGD', 'HKD', 'MXN'],
  us$: ['USD'],
  c$: ['CAD'],
  ca$: ['CAD'],
  a$: ['AUD'],
  au$: ['AUD'],
  nz$: ['NZD'],
  s$: ['SGD'],
  hk$: ['HKD'],
  '€': ['EUR'],
  '£': ['GBP'],
  '¥': ['JPY', 'CNY'],
  '₹': ['INR'],
  '₩': ['KRW'],
  kr: ['SEK', 'NOK', 'DKK', 'ISK'],
};

const codes: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

const form =
  /^(?<before>[^\d\s.,-]{0,4}(?: ?[^\d\s.,-]{1,3})?) ?(?<amount>-?\d[\d.,]*) ?(?<after>[^\d\s.,-]{0,4}(?: ?[^\d\s.,-]{1,3})?)$/u;

/** Undefined where the text is no money, contradicts itself, or names no currency at all. */
export function moneyIn(text: string): WrittenMoney | undefined {
  const parts = form.exec(text.trim())?.groups;
  const amount = parts === undefined ? undefined : decimalIn(parts.amount!);
  if (parts === undefined || amount === undefined) return undefined;
  const marks = `${parts.before} ${parts.after}`.split(' ').filter((mark) => mark !== '');
  if (marks.length === 0) return undefined;
  let currencies: readonly string[] | undefined;
  for (const mark of marks) {
    const named = currenciesOf(mark);
    if (named === undefined) return undefined;
    currencies = currencies === undefined ? named : currencies.filter((code) => named.includes(code));
  }
  return currencies!.length === 0 ? undefined : { amount, currencies: currencies! };
}

/** The currencies a code or a sign may stand for. */
export function currenciesOf(mark: string): readonly string[] | undefined {
  const sign = signs[mark.toLowerCase()];
  if (sign !== undefined) return sign;
  const code = mark.toUpperCase();
  return codes.has(code) ? [code] : undefined;
}
