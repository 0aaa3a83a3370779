// A target schema made ready: its shape and its validators, compiled once. The whole schema is held to its own rules
// first, so that a wrong one is an error here and never a question to a caller.

import { messageOf, ParleyError } from '@parley/protocol';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { JsonSchema } from './outcome.ts';
import { isObject } from './paths.ts';
import { readShape, type Shape } from './shape.ts';

const schemaCharactersMax = 400_000;

export interface Target {
  readonly shape: Shape;
  readonly schema: JsonSchema;
  /** What is wrong with a value; empty where it is valid. */
  errorsOf(value: unknown): readonly ErrorObject[];
  /** Whether a value is valid by the part of the schema that a shape was read from. */
  accepts(shape: Shape, value: unknown): boolean;
}

/** @throws ParleyError `wrong-schema` for a schema that is invalid, refers to what is not there, or is too large */
export function prepareTarget(schema: JsonSchema, text: string): Target {
  if (text.length > schemaCharactersMax) {
    throw new ParleyError('wrong-schema', `The target schema is larger than ${schemaCharactersMax} characters.`);
  }
  const ajv = makeAjv(false);
  const whole = compile(ajv, schema);
  const parts = new WeakMap<Shape, ValidateFunction>();
  const definitions = definitionsOf(schema);
  return {
    shape: readShape(schema),
    schema,
    errorsOf: (value) => (whole(value) ? [] : (whole.errors ?? [])),
    accepts(shape, value) {
      let part = parts.get(shape);
      if (part === undefined) {
        part = compile(ajv, { ...definitions, ...shape.schema, $id: undefined });
        parts.set(shape, part);
      }
      return part(value);
    },
  };
}

/** What local references point into. */
function definitionsOf(schema: JsonSchema): JsonSchema {
  return Object.fromEntries(
    ['$defs', 'definitions', 'components'].filter((key) => isObject(schema[key])).map((key) => [key, schema[key]]),
  );
}

function compile(ajv: Ajv2020, schema: JsonSchema): ValidateFunction {
  try {
    const { $id: _, $schema: __, ...bare } = schema;
    if (checker().validateSchema(bare) !== true) throw new TypeError(checker().errorsText(checker().errors));
    return ajv.compile(bare);
  } catch (cause) {
    throw new ParleyError('wrong-schema', `The target is no JSON Schema of draft 2020-12: ${messageOf(cause)}.`, {
      cause,
    });
  }
}

let sharedChecker: Ajv2020 | undefined;

/** Holds schemas to the meta schema; shared, since compiling that one is what costs. */
function checker(): Ajv2020 {
  sharedChecker ??= makeAjv(true);
  return sharedChecker;
}

function makeAjv(meta: boolean): Ajv2020 {
  const ajv = new Ajv2020({ strict: false, allErrors: true, logger: false, meta, validateSchema: false });
  addFormats.default(ajv);
  return ajv;
}
