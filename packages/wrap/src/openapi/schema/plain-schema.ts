// One schema of the document, one level deep, in the words of JSON Schema 2020-12: OpenAPI 3.0 says some things otherwise
// (`nullable`, `exclusiveMinimum: true`), and says them here the same way as 3.1.
//
// Two readings go beyond the letter, because authors mean them: `nullable` counts in 3.1 and without `type` as well, and a
// schema that speaks of properties (or items) and has no `type` is one of an object (or an array).

import { isObject, type JsonObject } from '../document/parse-document.ts';
import { Unwrappable } from '../wrap-error.ts';
import { assertShapes } from './keyword-shapes.ts';

/** What says nothing of which values are right. */
export const annotations: readonly string[] = [
  'title',
  'description',
  'default',
  'example',
  'examples',
  'deprecated',
  'readOnly',
  'writeOnly',
  'externalDocs',
  'xml',
  '$comment',
  'contentEncoding',
  'contentMediaType',
  '$schema',
];

/** Keywords that are read; with the annotations and `x-...` these are all that may stand in a schema. */
const known: readonly string[] = [
  ...annotations,
  '$ref',
  'type',
  'enum',
  'const',
  'allOf',
  'anyOf',
  'oneOf',
  'discriminator',
  'properties',
  'required',
  'additionalProperties',
  'unevaluatedProperties',
  'minProperties',
  'maxProperties',
  'items',
  'minItems',
  'maxItems',
  'uniqueItems',
  'pattern',
  'minLength',
  'maxLength',
  'format',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  '$defs',
  'definitions',
];

/** Keywords of JSON Schema that zod has no words for. Anything else that is not known is nobody's keyword. */
const unsupported: readonly string[] = [
  'not',
  'if',
  'then',
  'else',
  'patternProperties',
  'propertyNames',
  'dependentRequired',
  'dependentSchemas',
  'dependencies',
  'prefixItems',
  'additionalItems',
  'contains',
  'minContains',
  'maxContains',
  'unevaluatedItems',
  '$dynamicRef',
  '$recursiveRef',
  '$id',
  '$anchor',
  '$dynamicAnchor',
];

const objectWords = ['properties', 'required', 'additionalProperties', 'minProperties', 'maxProperties'];
const arrayWords = ['items', 'minItems', 'maxItems', 'uniqueItems'];

/** @param is30 whether the document is of OpenAPI 3.0 @throws Unwrappable naming the keyword */
export function plainSchema(given: unknown, is30: boolean): JsonObject {
  if (given === true || given === undefined) return {};
  if (given === false) return { enum: [] };
  if (!isObject(given)) throw new Unwrappable('a schema is neither an object nor true nor false');
  if (typeof given.$ref === 'string') return ofReference(given, given.$ref, is30);
  const refused = unsupported.find((keyword) => given[keyword] !== undefined && !isEmptyNot(keyword, given[keyword]));
  if (refused !== undefined) throw new Unwrappable(`the keyword "${refused}" has no counterpart in zod`);
  const schema = onlyKnown(given);
  assertShapes(schema);
  return withNullable(withBounds(schema), given.nullable === true);
}

// In 3.0 nothing beside a reference counts; in 3.1 it counts as a schema of its own.
function ofReference(given: JsonObject, $ref: string, is30: boolean): JsonObject {
  const { $ref: _, ...beside } = given;
  const assertions = Object.keys(beside).filter((key) => known.includes(key) && !annotations.includes(key));
  if (is30) return { $ref };
  if (assertions.length === 0) {
    const said = Object.entries(beside).filter(([key]) => annotations.includes(key));
    return withNullable({ $ref, ...Object.fromEntries(said) }, given.nullable === true);
  }
  const { allOf, ...rest } = plainSchema(beside, is30);
  return { ...rest, allOf: [{ $ref }, ...(Array.isArray(allOf) ? allOf : [])] };
}

function onlyKnown(given: JsonObject): JsonObject {
  // A discriminator chooses among alternatives; without them, in the parent of an inheritance, it says nothing of a value.
  const chooses = given.oneOf !== undefined || given.anyOf !== undefined;
  const isRead = (key: string) => known.includes(key) && (key !== 'discriminator' || chooses);
  return Object.fromEntries(Object.entries(given).filter(([key, value]) => isRead(key) && value !== undefined));
}

function isEmptyNot(keyword: string, value: unknown): boolean {
  return keyword === 'patternProperties' && isObject(value) && Object.keys(value).length === 0;
}

/** `exclusiveMinimum: true` beside `minimum: 5` is `exclusiveMinimum: 5`. */
function withBounds(schema: JsonObject): JsonObject {
  const result: Record<string, unknown> = { ...schema };
  for (const [exclusive, bound] of [
    ['exclusiveMinimum', 'minimum'],
    ['exclusiveMaximum', 'maximum'],
  ] as const) {
    if (typeof schema[exclusive] !== 'boolean') continue;
    delete result[exclusive];
    if (!schema[exclusive] || schema[bound] === undefined) continue;
    result[exclusive] = schema[bound];
    delete result[bound];
  }
  return result;
}

function withNullable(schema: JsonObject, isNullable: boolean): JsonObject {
  const types = typesOf(schema);
  if (!isNullable || types?.includes('null')) return types === undefined ? schema : { ...schema, type: types };
  // An enum lists null itself where it allows it (OAS 3.0.4, 4.7.24.1).
  if (types !== undefined) return { ...schema, type: [...types, 'null'] };
  const said = Object.entries(schema).filter(([key]) => annotations.includes(key));
  const asserted = Object.entries(schema).filter(([key]) => !annotations.includes(key));
  if (asserted.length === 0) return schema;
  return { ...Object.fromEntries(said), anyOf: [Object.fromEntries(asserted), { type: 'null' }] };
}

/** The types it allows, said or meant; undefined where all are allowed. */
export function typesOf(schema: JsonObject): string[] | undefined {
  if (typeof schema.type === 'string') return [schema.type];
  if (Array.isArray(schema.type)) return schema.type.map(String);
  if (objectWords.some((word) => schema[word] !== undefined)) return ['object'];
  if (arrayWords.some((word) => schema[word] !== undefined)) return ['array'];
  return undefined;
}
