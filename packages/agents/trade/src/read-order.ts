// Reading an order from words: goods, pallets, place, deadline, limit of money, and what is wished where it is late. What
// the words do not say without doubt stays open, so that it is asked for; nothing is guessed from other units.

import { deadlineWords } from './deadline.ts';
import { type Euros, eurosIn } from './read-money.ts';

/** The part of an order that the words say; what is named but not clear stands as it was written, for the schema to refuse. */
export interface ReadOrder {
  readonly goods?: string;
  readonly quantity?: number;
  readonly place?: string;
  readonly deliverBy?: string;
  readonly maxPrice?: Euros | string;
  readonly whenLate?: string;
}

/** What can be ordered, and where it can be brought. */
export interface Known {
  readonly goods: readonly string[];
  readonly places: readonly string[];
}

const otherNames: Readonly<Record<string, string>> = { wien: 'Vienna' };
const pallets = /(?<![\w.,^–-])(?<!\d\s?(?:to|or|x|-|–)?\s?)(-?\d[\d.,]*)[\s-]+(?:full |whole |euro )?pallets?\b/gi;
const otherUnits =
  /\d\s*(?:stones?|tonn?e?s?|t|kg|kilo\w*|bags?|sacks?|pieces?|m3|m³|cubic|litres?|(?:truck|lorry)?loads?|trucks?)\b/i;
const ifLate = /\b(?:if|when|should|in case)\b[^.;]*?\b(?:late|later|delayed|delay|slips?)\b[^.;]*/i;
const wishes: readonly (readonly [RegExp, string])[] = [
  [/\bkeep\b|\btake it anyway\b|\beven if\b/i, 'keep'],
  [/\bre-?tender\b|\b(?:an)?other carrier\b|\bsomebody else\b|\bsomeone else\b/i, 'retender'],
  [/\bfail\b|\bcancel\b|\bcall it off\b|\bdrop it\b|\b(?:do not|don't) (?:bother|deliver)\b/i, 'fail'],
];

/** A pure reader for orders of these goods to these places. */
export function orderReader({
  goods,
  places,
}: Known): (intent: string) => ReadOrder & Readonly<Record<string, unknown>> {
  return (intent) => {
    const found = {
      goods: onlyOf(goods.filter((each) => names(intent, goodsWords(each)))),
      quantity: quantityIn(intent),
      place: placeIn(intent, places),
      deliverBy: deadlineWords(intent),
      maxPrice: eurosIn(intent),
      whenLate: wishIn(intent),
    };
    return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
  };
}

// "1,000" has its thousands marked; "1.000" could be one or a thousand.
function quantityIn(intent: string): number | undefined {
  if (otherUnits.test(intent)) return undefined;
  const counts = [...intent.matchAll(pallets)].map(([, digits]) => {
    const plain = /^-?\d{1,3}(?:,\d{3})+$/.test(digits!) ? digits!.replaceAll(',', '') : digits!;
    return /^-?\d+(?:\.\d{1,2})?$/.test(plain) ? Number(plain) : undefined;
  });
  return onlyOf([...new Set(counts)]);
}

function placeIn(intent: string, places: readonly string[]): string | undefined {
  let text = ` ${folded(intent)} `;
  const named = new Set<string>();
  // The longest first, so that a town is not found within the name of another.
  const spellings = places
    .flatMap((place) => spellingsOf(place).map((spelling) => ({ place, spelling })))
    .sort((a, b) => b.spelling.length - a.spelling.length);
  for (const { place, spelling } of spellings) {
    text = text.replace(new RegExp(`( from)? ${spelling}(?= )`, 'g'), (_, from) => {
      if (from === undefined) named.add(place);
      return ' ,';
    });
  }
  return onlyOf([...named]);
}

function spellingsOf(place: string): string[] {
  const aliases = Object.entries(otherNames).flatMap(([alias, name]) => (name === place ? [alias] : []));
  const umlauts = { ä: 'ae', ö: 'oe', ü: 'ue' } as Readonly<Record<string, string>>;
  const spelledOut = place.toLowerCase().replace(/[äöü]/g, (letter) => umlauts[letter]!);
  return [...new Set([folded(place), folded(spelledOut), ...aliases])];
}

/** Lower case, without accents and marks, "Sankt" as "St". */
function folded(text: string): string {
  const letters = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return letters
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .replace(/\bsankt\b/g, 'st')
    .trim();
}

function goodsWords(goods: string): string {
  const words = goods.replaceAll('-', '[\\s-]');
  return words.endsWith('s') ? `${words.slice(0, -1)}s?` : words;
}

function names(intent: string, words: string): boolean {
  return new RegExp(`(?<![\\w-])${words}(?![\\w-])`, 'i').test(intent);
}

function wishIn(intent: string): string | undefined {
  const sentence = intent.split(/[.;!?](?=\s|$)/).find((each) => ifLate.test(each));
  if (sentence === undefined) return undefined;
  const wished = wishes.filter(([pattern]) => pattern.test(sentence));
  return wished.length === 1 ? wished[0]![1] : ifLate.exec(sentence)![0].trim();
}

function onlyOf<Value>(values: readonly Value[]): Value | undefined {
  return values.length === 1 ? values[0] : undefined;
}
