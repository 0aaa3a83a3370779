// Reading a report about a road from words: the one road that is named by its id, or by its number and both its ends, and
// the one state. Where two could be meant, it proposes none.

import { type RoadId, roads } from './roads.ts';

type State = 'open' | 'slow' | 'closed';

const stateWords: readonly (readonly [RegExp, State])[] = [
  [/\b(?:closed?|blocked|shut|impassable)\b/i, 'closed'],
  [/\b(?:slow|jam(?:med)?|congested|roadworks)\b/i, 'slow'],
  [/\b(?:open(?:ed)?|re-?open(?:ed)?|clear(?:ed)?)\b/i, 'open'],
];

/** The input of `report-traffic`, or the part of it that the words say without doubt; `road` also where no such road exists. */
export function readTraffic(intent: string): { road?: string; state?: State; kmh?: number } {
  const words = wordsOf(intent);
  const named = new Set(roads.filter((road) => isNamed(road, words)).map(({ id }) => id as string));
  for (const id of intent.toLowerCase().match(/\b[abs]\d+(?:-[a-z]+)+\b/g) ?? []) named.add(id);
  const states = stateWords.filter(([pattern]) => pattern.test(intent)).map(([, state]) => state);
  const kmh = intent.match(/\b(\d{1,3})\s?km\/?h\b/i)?.[1];
  const [road] = named;
  return {
    ...(named.size === 1 && road !== undefined ? { road } : {}),
    ...(states.length === 1 ? { state: states[0]! } : {}),
    ...(kmh === undefined ? {} : { kmh: Number(kmh) }),
  };
}

function isNamed({ id }: { readonly id: RoadId }, words: ReadonlySet<string>): boolean {
  return id.split('-').every((part) => words.has(part));
}

function wordsOf(intent: string): ReadonlySet<string> {
  const plain = intent.toLowerCase().replaceAll('ö', 'oe').replaceAll('ä', 'ae').replaceAll('ü', 'ue');
  return new Set(plain.match(/[a-z]+\d*|\d+/g) ?? []);
}
