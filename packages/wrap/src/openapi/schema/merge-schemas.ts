// `allOf` as one schema: what holds for all of its parts at once. It says the same values are right, or refuses by name.

import type { JsonObject } from '../document/parse-document.ts';
import { isObject } from '../document/parse-document.ts';
import { Unwrappable } from '../wrap-error.ts';
import { annotations, typesOf } from './plain-schema.ts';

/** Merges plain schemas that hold no `$ref` and no `allOf` of their own. @throws Unwrappable naming the keyword */
export function mergeSchemas(parts: readonly JsonObject[]): JsonObject {
  assertOpen(parts);
  const merged = parts.reduce((left, right) => mergeTwo(left, right), {});
  return withAdditional(merged, parts);
}

const highest = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'];
const lowest = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'];

function mergeTwo(left: JsonObject, right: JsonObject): JsonObject {
  const result: Record<string, unknown> = { ...left };
  for (const [key, value] of Object.entries(right)) {
    const before = left[key];
    result[key] = before === undefined ? value : both(key, before, value);
  }
  const types = commonTypes(typesOf(left), typesOf(right));
  if (types !== undefined) result.type = types;
  return result;
}

function both(key: string, left: unknown, right: unknown): unknown {
  // The words of the outermost schema, which comes last, are about what is meant here.
  if (annotations.includes(key)) return key === 'readOnly' || key === 'writeOnly' ? left || right : right;
  if (isSame(left, right)) return left;
  if (highest.includes(key)) return Math.max(Number(left), Number(right));
  if (lowest.includes(key)) return Math.min(Number(left), Number(right));
  if (key === 'required') return [...new Set([...(left as string[]), ...(right as string[])])];
  if (key === 'uniqueItems') return left === true || right === true;
  if (key === 'properties') return mergeProperties(left as JsonObject, right as JsonObject);
  if (key === 'items') return { allOf: [left, right] };
  if (key === 'enum')
    return (left as unknown[]).filter((each) => (right as unknown[]).some((one) => isSame(each, one)));
  if (key === 'type' || key === 'additionalProperties' || key === '$defs' || key === 'definitions') return left;
  throw new Unwrappable(`"allOf" has two parts that each say "${key}"`);
}

function mergeProperties(left: JsonObject, right: JsonObject): JsonObject {
  const result: Record<string, unknown> = { ...left };
  for (const [name, schema] of Object.entries(right)) {
    const before = Object.hasOwn(left, name) ? left[name] : undefined;
    result[name] = before === undefined || isSame(before, schema) ? schema : { allOf: [before, schema] };
  }
  return result;
}

function commonTypes(left: string[] | undefined, right: string[] | undefined): string[] | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  const numeric = (type: string, types: string[]) => type === 'integer' && types.includes('number');
  const common = [
    ...left.filter((type) => right.includes(type) || numeric(type, right)),
    ...right.filter((type) => numeric(type, left) && !left.includes(type)),
  ];
  if (common.length === 0) throw new Unwrappable(`"allOf" allows nothing: ${left.join('/')} and ${right.join('/')}`);
  return common;
}

/** A part that is closed forbids what the other parts speak of: the letter is known, and hardly meant. */
function assertOpen(parts: readonly JsonObject[]): void {
  for (const part of parts) {
    if (part.additionalProperties !== false) continue;
    const own = propertiesOf(part);
    const forbidden = parts
      .flatMap((other) => Object.keys(propertiesOf(other)))
      .find((name) => !Object.hasOwn(own, name));
    if (forbidden === undefined) continue;
    throw new Unwrappable(
      `"allOf" has a part with "additionalProperties": false, which forbids the property "${forbidden}" of another part`,
    );
  }
}

/** What one part says of its additional properties holds for the other parts' properties too. */
function withAdditional(merged: JsonObject, parts: readonly JsonObject[]): JsonObject {
  const said = parts.filter((part) => part.additionalProperties !== undefined && part.additionalProperties !== true);
  if (said.length === 0) return merged;
  const properties: Record<string, unknown> = { ...propertiesOf(merged) };
  for (const part of said.filter(({ additionalProperties }) => additionalProperties !== false)) {
    for (const [name, schema] of Object.entries(properties)) {
      if (!Object.hasOwn(propertiesOf(part), name)) properties[name] = { allOf: [part.additionalProperties, schema] };
    }
  }
  const closed = said.some(({ additionalProperties }) => additionalProperties === false);
  const [first] = said;
  const all =
    said.length === 1 ? first?.additionalProperties : { allOf: said.map((part) => part.additionalProperties) };
  return { ...merged, properties, additionalProperties: closed ? false : all };
}

function propertiesOf({ properties }: JsonObject): JsonObject {
  return isObject(properties) ? properties : {};
}

/** Equal as JSON, whatever the order of keys. */
function isSame(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((each, index) => isSame(each, right[index]));
  }
  if (!isObject(left) || !isObject(right)) return false;
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length && keys.every((key) => key in right && isSame(left[key], right[key]))
  );
}
