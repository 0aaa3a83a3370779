// Reading a payment from words: the one amount, the one currency and the way to pay that are named. Where two different amounts are
// named, or none, it proposes none: a wrong amount is worse than a question.

const signs: Readonly<Record<string, string>> = { $: 'USD', '€': 'EUR', '£': 'GBP' };
const words: Readonly<Record<string, string>> = {
  usd: 'USD',
  dollar: 'USD',
  dollars: 'USD',
  buck: 'USD',
  bucks: 'USD',
  eur: 'EUR',
  euro: 'EUR',
  euros: 'EUR',
  gbp: 'GBP',
  pound: 'GBP',
  pounds: 'GBP',
  quid: 'GBP',
  chf: 'CHF',
  franc: 'CHF',
  francs: 'CHF',
};
const units: Readonly<Record<string, number>> = {
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  thirteen: 13,
  fourteen: 14,
  fifteen: 15,
  sixteen: 16,
  seventeen: 17,
  eighteen: 18,
  nineteen: 19,
};
const tens: Readonly<Record<string, number>> = {
  twenty: 20,
  thirty: 30,
  forty: 40,
  fifty: 50,
  sixty: 60,
  seventy: 70,
  eighty: 80,
  ninety: 90,
};

const methodWords: readonly (readonly [RegExp, Method])[] = [
  [/\bcard\b/i, 'card'],
  [/\b(?:bank|wire) transfer\b|\biban\b/i, 'bank-transfer'],
  [/\bwallet\b/i, 'wallet'],
];
type Method = 'card' | 'bank-transfer' | 'wallet';

/** `{amount, currency, method}`, or the part of it that the words say without doubt. */
export function readPayment(intent: string): { amount?: string; currency?: string; method?: Method } {
  const amounts = new Set([...digitAmounts(intent), ...wordAmounts(intent)]);
  const found = new Set(currenciesIn(intent));
  const [amount] = amounts;
  const [currency] = found;
  const named = methodWords.filter(([pattern]) => pattern.test(intent));
  return {
    ...(amounts.size === 1 && amount !== undefined ? { amount } : {}),
    ...(found.size === 1 && currency !== undefined ? { currency } : {}),
    ...(named.length === 1 ? { method: named[0]![1] } : {}),
  };
}

// "1,250.00" has its thousands marked; "12,40" alone could be either, so it is not read.
function digitAmounts(intent: string): string[] {
  const numbers = intent.match(/(?<![\w.,-])[$€£]?\s?\d[\d.,]*\d|(?<![\w.,-])[$€£]?\s?\d/g) ?? [];
  return numbers.flatMap((each) => {
    const text = each.replace(/^[$€£]?\s?/, '');
    const plain = /^\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?$/.test(text) ? text.replaceAll(',', '') : text;
    return /^\d+(?:\.\d{1,2})?$/.test(plain) ? [plain.replace(/^0+(?=\d)/, '')] : [text];
  });
}

function wordAmounts(intent: string): string[] {
  const amounts: string[] = [];
  const list = intent.toLowerCase().match(/[a-z]+/g) ?? [];
  for (let i = 0; i < list.length; i++) {
    let value = tens[list[i]!];
    let next = i + 1;
    if (value !== undefined && (units[list[next] ?? ''] ?? 10) < 10) value += units[list[next++]!]!;
    value ??= units[list[i]!];
    if (value === undefined) continue;
    const scale = list[next] === 'hundred' ? 100 : list[next] === 'thousand' ? 1_000 : 1;
    if (scale > 1) next++;
    // A number in words is an amount only where a currency follows it ("one" is many things).
    if (words[list[next] ?? ''] !== undefined) amounts.push(String(value * scale));
    i = next - 1;
  }
  return amounts;
}

function currenciesIn(intent: string): string[] {
  const bySign = [...intent].flatMap((sign) => signs[sign] ?? []);
  const byWord = (intent.toLowerCase().match(/[a-z]+/g) ?? []).flatMap((word) => words[word] ?? []);
  return [...bySign, ...byWord];
}
