// Pairs by name alone, from the surest to the loosest way of being the same name. A way pairs two names only where each is
// the other's only one; where it is not, the next way may tell them apart, and otherwise somebody is asked.

import { isEnvelope, type Named, type SourceValue, type TargetField } from '../fields.ts';
import type { Matching } from '../matching.ts';
import type { StepKind } from '../outcome.ts';
import { contrastOf } from './contrasts.ts';
import { splitWords } from './split-words.ts';

/** What many things have: outside its surroundings it does not say whose it is. */
const anythings: ReadonlySet<string> = new Set(
  'name id identifier type kind code value number date time status title description text label key note'.split(' '),
);

interface Way {
  readonly kind: StepKind | undefined;
  readonly key: (named: Named) => string | undefined;
  /** The target's other keys. */
  readonly aliases?: (target: TargetField) => readonly string[];
  readonly allows?: (source: SourceValue, target: TargetField) => boolean;
}

const littleWords: ReadonlySet<string> = new Set(['of', 'the', 'a', 'an', 'for', 'in', 'is']);

const ways: readonly Way[] = [
  { kind: undefined, key: ({ path }) => JSON.stringify(path) },
  { kind: 'spelling', key: ({ words }) => words.join(' ') },
  { kind: 'spelling', key: ({ words }) => words.join('') },
  {
    kind: 'alias',
    key: ({ words }) => words.join(''),
    aliases: ({ shape }) => shape.aliases.map((alias) => splitWords(alias).join('')),
  },
  { kind: 'abbreviation', key: ({ plainWords }) => plainWords.join(' ') },
  { kind: 'spelling', key: ({ plainWords }) => setOf(plainWords) },
  {
    kind: 'moved',
    key: ({ plainWords }) => setOf(plainWords.filter((word) => !isEnvelope(word))),
    allows: together,
  },
  {
    kind: 'moved',
    key: ({ words, path }) => (path.length === 0 ? undefined : splitWords(path.at(-1)!).join('') || words.join('')),
    allows: together,
  },
  { kind: 'moved', key: ({ lastWords }) => setOf(lastWords), allows: together },
];

/** `fits` says whether a value could go into a field at all; the same name asks for no such proof. */
export function matchByName(matching: Matching, fits: (source: SourceValue, target: TargetField) => boolean): void {
  for (const way of ways) {
    const sources = groups(
      matching.sources.filter((each) => matching.isFreeSource(each)),
      (each) => [way.key(each)],
    );
    const targets = groups(
      matching.targets.filter((each) => matching.isFreeTarget(each)),
      (each) => (way.aliases === undefined ? [way.key(each)] : way.aliases(each)),
    );
    for (const [key, wanted] of targets) {
      const given = sources.get(key) ?? [];
      // An object with fields of its own is filled through them, unless its value is none.
      const pairs = given.flatMap((source) =>
        wanted.filter((target) => may(way, source, target, fits)).map((target) => ({ source, target })),
      );
      const [only] = pairs;
      if (pairs.length !== 1 || only === undefined) continue;
      if (!matching.isFreeSource(only.source) || !matching.isFreeTarget(only.target)) continue;
      matching.add(way.kind === undefined ? only : { ...only, kind: way.kind });
    }
  }
}

function may(
  way: Way,
  source: SourceValue,
  target: TargetField,
  fits: (s: SourceValue, t: TargetField) => boolean,
): boolean {
  if (target.inner && source.inner) return false;
  if (way.kind === undefined) return !target.inner || fits(source, target);
  return (way.allows?.(source, target) ?? true) && fits(source, target);
}

function groups<T>(list: readonly T[], keysOf: (each: T) => readonly (string | undefined)[]): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const each of list) {
    for (const key of new Set(keysOf(each))) {
      if (key === undefined || key === '') continue;
      const group = found.get(key);
      if (group === undefined) found.set(key, [each]);
      else group.push(each);
    }
  }
  return found;
}

/** Words regardless of their order: `customerName` and `name_of_customer`. */
function setOf(words: readonly string[]): string {
  const telling = words.filter((word) => !littleWords.has(word));
  return [...new Set(telling)].sort().join(' ');
}

/**
 * Whether a value may change its surroundings: it moves out of or into an object, and not from one object into another
 * (the city of the billing address is not the city of the shipping address).
 */
function together(source: SourceValue, target: TargetField): boolean {
  const [of, into] = [surroundings(source), surroundings(target)];
  if (contrastOf(source.plainWords, target.plainWords) === 'opposed') return false;
  const changes = of.join(' ') !== into.join(' ');
  if (changes && source.lastWords.every((word) => anythings.has(word))) return false;
  return (
    of.length === 0 ||
    into.length === 0 ||
    of.every((word) => into.includes(word)) ||
    into.every((word) => of.includes(word))
  );
}

function surroundings({ plainWords, lastWords }: Named): readonly string[] {
  return plainWords.slice(0, plainWords.length - lastWords.length).filter((word) => !isEnvelope(word));
}
