// A schema with what it stands for: references followed where they must be, `allOf` merged. The result is plain, and its
// parts are still the document's.

import { isObject, type JsonObject } from '../document/parse-document.ts';
import { resolveRef } from '../document/references.ts';
import { Unwrappable } from '../wrap-error.ts';
import { mergeSchemas } from './merge-schemas.ts';
import { annotations, plainSchema } from './plain-schema.ts';

export interface Dialect {
  readonly root: JsonObject;
  readonly is30: boolean;
}

const stepsMax = 60;

/**
 * The schema, plain; with a `$ref` only where that is all it says besides annotations, and without `allOf`.
 * @throws Unwrappable
 */
export function flatSchema(given: unknown, dialect: Dialect): JsonObject {
  const schema = plainSchema(given, dialect.is30);
  if (!Array.isArray(schema.allOf)) return closedWhereEvaluated(schema);
  const { allOf, ...rest } = schema;
  const alone = onlyReference(allOf, rest);
  if (alone !== undefined) return { ...alone, ...rest };
  return closedWhereEvaluated(mergeSchemas(partsOf(schema, dialect, 0)));
}

/** The schema without any reference at its top. @throws Unwrappable, for one that leads to itself too */
export function dereferenced(given: unknown, dialect: Dialect): JsonObject {
  let schema = flatSchema(given, dialect);
  for (let steps = 0; typeof schema.$ref === 'string'; steps++) {
    if (steps === stepsMax)
      throw new Unwrappable(`"$ref": "${schema.$ref}" leads in a circle: mend it in the document`);
    const { $ref, ...said } = schema;
    schema = { ...flatSchema(resolveRef(dialect.root, $ref), dialect), ...said };
  }
  return schema;
}

/** `allOf: [{$ref}]` is how OpenAPI 3.0 puts words beside a reference. */
function onlyReference(allOf: readonly unknown[], rest: JsonObject): JsonObject | undefined {
  const [only] = allOf;
  if (allOf.length !== 1 || !isObject(only) || typeof only.$ref !== 'string') return undefined;
  return Object.keys(rest).every((key) => annotations.includes(key)) ? { $ref: only.$ref } : undefined;
}

function partsOf(schema: JsonObject, dialect: Dialect, depth: number): JsonObject[] {
  if (depth > stepsMax) throw new Unwrappable('"allOf" leads in a circle: mend it in the document');
  if (typeof schema.$ref === 'string') {
    const { $ref, ...said } = schema;
    const target = plainSchema(resolveRef(dialect.root, $ref), dialect.is30);
    return [...partsOf(target, dialect, depth + 1), said];
  }
  const { allOf, ...rest } = schema;
  if (!Array.isArray(allOf)) return [rest];
  const inner = allOf.flatMap((each) => partsOf(plainSchema(each, dialect.is30), dialect, depth + 1));
  const closed = inner.find(({ unevaluatedProperties }) => isClosing(unevaluatedProperties));
  if (closed !== undefined) throw new Unwrappable('"unevaluatedProperties" stands within an "allOf"');
  return [...inner, rest];
}

function isClosing(unevaluated: unknown): boolean {
  return unevaluated !== undefined && unevaluated !== true;
}

/** Once all is merged, nothing is unevaluated that is not additional. */
function closedWhereEvaluated(schema: JsonObject): JsonObject {
  const { unevaluatedProperties, ...rest } = schema;
  if (!isClosing(unevaluatedProperties)) return rest;
  if (rest.additionalProperties !== undefined) return rest;
  if (rest.anyOf !== undefined || rest.oneOf !== undefined) {
    throw new Unwrappable('"unevaluatedProperties" stands beside "anyOf" or "oneOf"');
  }
  return { ...rest, additionalProperties: unevaluatedProperties };
}
