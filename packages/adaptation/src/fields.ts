// Both sides of a fit as flat lists: the fields of the target down to what is no object, and the values of the payload at
// any depth, each with its name in words. Lists are not entered: their items are fitted one by one.

import { unitInName } from './convert/stated-unit.ts';
import { spellOut } from './names/abbreviations.ts';
import { singular, splitWords } from './names/split-words.ts';
import { isObject, type JsonObject, type Path } from './paths.ts';
import type { Shape } from './shape.ts';

export interface Named {
  readonly path: Path;
  /** The words of the whole path, as written. */
  readonly words: readonly string[];
  /** The words of the whole path in full and in the singular, a unit at the end left out. */
  readonly plainWords: readonly string[];
  /** As `plainWords`, of the last name alone. */
  readonly lastWords: readonly string[];
}

export interface TargetField extends Named {
  readonly shape: Shape;
  /** Whether its own object requires it. */
  readonly required: boolean;
  /** An object with fields of its own, which are listed as well. */
  readonly inner: boolean;
}

export interface SourceValue extends Named {
  readonly value: unknown;
  /** What the payload's own schema says of it. */
  readonly shape: Shape | undefined;
  readonly inner: boolean;
}

const envelopes: ReadonlySet<string> = new Set(
  'data payload input result body request response param parameter argument arg content value item object record entity attribute property field output message detail option info'.split(
    ' ',
  ),
);

/** Whether a word says nothing but that something is inside. */
export function isEnvelope(word: string): boolean {
  return envelopes.has(singular(word.toLowerCase()));
}

const fieldsMax = 400;
const levelsMax = 8;

export function targetFields(shape: Shape): TargetField[] {
  const found: TargetField[] = [];
  const walk = (at: Shape, path: Path): void => {
    for (const [name, each] of at.properties) {
      if (found.length >= fieldsMax) return;
      const own = [...path, name];
      const inner = each.kind === 'object' && each.properties.size > 0 && own.length < levelsMax;
      found.push({ ...named(own, isNumeric(each)), shape: each, required: at.required.has(name), inner });
      if (inner) walk(each, own);
    }
  };
  walk(shape, []);
  return found;
}

export function sourceValues(object: JsonObject, shape: Shape | undefined): SourceValue[] {
  const found: SourceValue[] = [];
  const walk = (at: JsonObject, schema: Shape | undefined, path: Path): void => {
    for (const [name, value] of Object.entries(at)) {
      if (found.length >= fieldsMax) return;
      const own = [...path, name];
      const inner = isObject(value) && Object.keys(value).length > 0;
      const each = schema?.properties.get(name);
      found.push({ ...named(own, startsAsNumber(value)), value, shape: each, inner });
      if (inner && own.length < levelsMax) walk(value, each, own);
    }
  };
  walk(object, shape, []);
  return found;
}

/** A unit at the end of a name is one only where the value is a number. */
function named(path: Path, sized: boolean): Named {
  const last = path.at(-1)!;
  const parents = path.slice(0, -1).flatMap(splitWords);
  const beforeUnit = sized ? unitInName(last)?.words : undefined;
  const bare = beforeUnit === undefined || beforeUnit.length === 0 ? splitWords(last) : beforeUnit;
  const lastWords = plain(bare);
  return { path, words: path.flatMap(splitWords), plainWords: [...plain(parents), ...lastWords], lastWords };
}

function isNumeric({ kind }: Shape): boolean {
  return kind === 'number' || kind === 'integer';
}

function startsAsNumber(value: unknown): boolean {
  return typeof value === 'number' || (typeof value === 'string' && /^-?\d/.test(value));
}

function plain(words: readonly string[]): string[] {
  return words.flatMap(spellOut).map(singular);
}
