// Reading a price limit from words. A limit that is named but cannot be read without doubt is handed on as it stands, so
// that the order is asked about and not taken without its limit.

/** An amount in euros. */
export interface Euros {
  readonly amount: string;
  readonly currency: 'EUR';
}

/** A number as it is written, with what stands before it as "9 000" does. */
const numbers = /(?:(?<![\w.,:])\d+\s)*(?<!\w)-?\d(?:[\d.,'’]*\d)?/g;
const scale = '(?:k|m|\\s?thousand|\\s?million)?';
const euros = { before: /(?:€|\beur(?:os?)?)\s?$/i, after: new RegExp(`^${scale}\\s?(?:€|eur\\b|euros?\\b)`, 'i') };
const others = {
  before: /(?:[$£]|\b(?:usd|chf|gbp))\s?$/i,
  after: new RegExp(`^${scale}\\s?(?:[$£]|usd\\b|dollars?\\b|chf\\b|francs?\\b|gbp\\b|pounds?\\b)`, 'i'),
};
const limit =
  /\b(?:at most|(?:no|not) more than|max(?:imum)?(?: of)?|up to|under|below|less than|budget(?: is| of)?|cap(?:ped at)?)\s$/i;
const otherUnit =
  /^(?:\s*(?:\w+ )?(?:pallets?|tonn?e?s?|kg|kilo\w*|km|hours?|days?|minutes?|weeks?)\b|\s*(?:h|am|pm|%|o'clock)|:\d)/i;

/** The one amount of euros that is named; where it is not one, not in euros or not clear, the words that say so. */
export function eurosIn(intent: string): Euros | string | undefined {
  const named = [...intent.matchAll(numbers)].flatMap((match) => mentionOf(match, intent));
  if (named.length === 0) return undefined;
  const amounts = new Set(named.map(({ amount }) => amount));
  const [amount] = amounts;
  if (amounts.size === 1 && amount !== undefined) return { amount, currency: 'EUR' };
  return [...new Set(named.map(({ words }) => words))].join(', ');
}

function mentionOf(match: RegExpExecArray, intent: string): { words: string; amount: string | undefined }[] {
  const [text] = match;
  const before = intent.slice(0, match.index);
  const after = intent.slice(match.index + text.length);
  const inEuros = euros.before.test(before) || euros.after.test(after);
  const inOthers = others.before.test(before) || others.after.test(after);
  if (!inEuros && !inOthers && (!limit.test(before) || otherUnit.test(after))) return [];
  const sign = (euros.before.exec(before) ?? others.before.exec(before))?.[0] ?? '';
  const unit = (euros.after.exec(after) ?? others.after.exec(after) ?? /^[a-z]*/i.exec(after))?.[0] ?? '';
  const isScaled = new RegExp(`^${scale}`, 'i').exec(after)?.[0] !== '';
  return [{ words: `${sign}${text}${unit}`, amount: inEuros && !inOthers && !isScaled ? exact(text) : undefined }];
}

// "9,000" and "9.000" have their thousands marked, since euros have two decimals at most; "9 000" and "9,5" are left.
function exact(digits: string): string | undefined {
  if (/^(?:0|[1-9]\d*)(?:\.\d{1,2})?$/.test(digits)) return digits;
  if (/^[1-9]\d{0,2}(?:,\d{3})+(?:\.\d{1,2})?$/.test(digits)) return digits.replaceAll(',', '');
  if (/^[1-9]\d{0,2}(?:\.\d{3})+(?:,\d{1,2})?$/.test(digits)) return digits.replaceAll('.', '').replace(',', '.');
  return undefined;
}
