// A payload as plain JSON of bounded size: whatever comes in, what goes on is a copy that cannot surprise. Keys that
// could reach a prototype are left out, and told. It knows no schema.

import { limits } from '@parley/protocol';
import { define, type JsonObject, type Path } from './paths.ts';

/** Values in one payload, containers counted. */
const valuesMax = 20_000;

const dangerousKeys = ['__proto__', 'constructor', 'prototype'];

export type Snapshot =
  | { readonly type: 'json'; readonly value: unknown; readonly leftOut: readonly Path[] }
  /** `why` completes "The input ...". */
  | { readonly type: 'refused'; readonly why: string };

/** Never throws, whatever the payload's getters do, and touches nothing. */
export function snapshot(payload: unknown): Snapshot {
  const leftOut: Path[] = [];
  try {
    const value = copy(payload, [], { leftOut, open: new Set(), values: 0, characters: 0 });
    return { type: 'json', value, leftOut };
  } catch (thrown) {
    return { type: 'refused', why: thrown instanceof Refused ? thrown.message : 'cannot be read as JSON' };
  }
}

class Refused extends Error {}

interface Walk {
  readonly leftOut: Path[];
  readonly open: Set<object>;
  values: number;
  characters: number;
}

function copy(value: unknown, path: Path, walk: Walk): unknown {
  walk.values += 1;
  if (walk.values > valuesMax) throw new Refused(`has more than ${valuesMax} values`);
  if (typeof value === 'string') {
    count(value, walk);
    return value;
  }
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new Refused(`has a number that is not finite at ${path.join('.') || 'its top'}`);
    return value;
  }
  if (typeof value !== 'object') throw new Refused(`has a ${typeof value} at ${path.join('.') || 'its top'}`);
  if (walk.open.has(value)) throw new Refused('contains itself');
  if (path.length >= limits.nestingMax) throw new Refused(`nests deeper than ${limits.nestingMax} levels`);
  walk.open.add(value);
  const made = Array.isArray(value) ? copyArray(value, path, walk) : copyObject(value, path, walk);
  walk.open.delete(value);
  return made;
}

function copyArray(array: readonly unknown[], path: Path, walk: Walk): unknown[] {
  // An array says how long it is, and need not have that many.
  if (array.length > valuesMax) throw new Refused(`has more than ${valuesMax} values`);
  return Array.from(array, (item, i) => copy(item, [...path, String(i)], walk));
}

function copyObject(object: object, path: Path, walk: Walk): JsonObject {
  const prototype = Object.getPrototypeOf(object);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    throw new Refused(`has something other than plain JSON at ${path.join('.') || 'its top'}`);
  }
  const made: JsonObject = {};
  for (const [key, item] of Object.entries(object)) {
    count(key, walk);
    if (dangerousKeys.includes(key)) walk.leftOut.push([...path, key]);
    else if (item !== undefined) define(made, key, copy(item, [...path, key], walk));
  }
  return made;
}

function count(text: string, walk: Walk): void {
  walk.characters += text.length;
  if (walk.characters > limits.inputBytesMax) throw new Refused(`is larger than ${limits.inputBytesMax} bytes`);
}
