// A schema of the document as zod code that accepts the same values. What zod cannot say is refused by name; nothing is
// left out in silence.

import type { JsonObject } from '../document/parse-document.ts';
import { plainWords, shortened } from '../words.ts';
import { Unwrappable } from '../wrap-error.ts';
import { alternativesCode } from './alternatives-code.ts';
import { flatSchema } from './flat-schema.ts';
import { objectCode, textCode, valueCode } from './literal-code.ts';
import { annotations, typesOf } from './plain-schema.ts';
import { enumCode, numberCode, stringCode } from './scalar-code.ts';
import { arraySchemaCode, objectSchemaCode } from './structure-code.ts';
import type { Writing } from './writing.ts';

const descriptionCharactersMax = 240;
const valueCharactersMax = 200;

/** @throws Unwrappable */
export function zodCode(given: unknown, writing: Writing): string {
  const schema = flatSchema(given, writing.dialect);
  return assertionCode(schema, writing) + annotationCode(schema);
}

function assertionCode(schema: JsonObject, writing: Writing): string {
  if (typeof schema.$ref === 'string') return writing.reference(schema.$ref, writing);
  if (schema.oneOf !== undefined || schema.anyOf !== undefined) return alternativesCode(schema, writing);
  const values = schema.const !== undefined ? [schema.const] : schema.enum;
  if (Array.isArray(values)) return valuesCode(schema, values, writing);
  const types = typesOf(schema);
  if (types === undefined) return untypedCode(schema);
  const others = types.filter((type) => type !== 'null');
  if (others.length === 0) return 'z.null()';
  const codes = others
    // An integer is a number already.
    .filter((type) => type !== 'integer' || !others.includes('number'))
    .map((type) => typeCode(schema, type, writing));
  const code = codes.length === 1 ? codes[0] : `z.union([${codes.join(', ')}])`;
  return `${code}${types.includes('null') ? '.nullable()' : ''}`;
}

/** Fixed values, which whatever else is said of them must allow. */
function valuesCode(schema: JsonObject, values: readonly unknown[], writing: Writing): string {
  const { enum: listed, const: fixed, format: _, ...rest } = schema;
  const isFixed = fixed !== undefined;
  const beyond = Object.keys(rest).filter((key) => key !== 'type' && !annotations.includes(key));
  const code = enumCode(values, rest.type === undefined ? undefined : typesOf(rest));
  if (isFixed && Array.isArray(listed)) return `z.intersection(${code}, ${enumCode(listed, undefined)})`;
  if (beyond.length === 0) return code;
  const asserted = Object.fromEntries(Object.entries(rest).filter(([key]) => !annotations.includes(key)));
  return `z.intersection(${code}, ${assertionCode(asserted, writing)})`;
}

// A keyword of one type holds for values of that type alone; without a type the others are right as well.
function untypedCode(schema: JsonObject): string {
  const assertion = Object.keys(schema).find(
    (key) => !annotations.includes(key) && !/^(format|\$defs|definitions)$/.test(key),
  );
  if (assertion === undefined) return 'z.unknown()';
  throw new Unwrappable(`"${assertion}" is said of no "type": write the type beside it`);
}

function typeCode(schema: JsonObject, type: string, writing: Writing): string {
  if (type === 'string') return stringCode(schema, writing);
  if (type === 'number' || type === 'integer') return numberCode(schema, type, writing);
  if (type === 'boolean') return 'z.boolean()';
  if (type === 'object') return objectSchemaCode(schema, writing);
  if (type === 'array') return arraySchemaCode(schema, writing);
  throw new Unwrappable(`"type": "${type}" is no type`);
}

/** What is said of the values, for who reads the code, and for agents that fit an input to it. */
function annotationCode(schema: JsonObject): string {
  const description = shortened(plainWords(schema.description ?? schema.title), descriptionCharactersMax);
  const said = { default: schema.default, examples: examplesOf(schema) };
  const rest = Object.fromEntries(
    Object.entries(said).filter(([, value]) => value !== undefined && valueCode(value).length <= valueCharactersMax),
  );
  if (Object.keys(rest).length === 0) return description === '' ? '' : `.describe(${textCode(description)})`;
  const all = { ...(description === '' ? {} : { description }), ...rest };
  return `.meta(${objectCode(Object.entries(all).map(([key, value]) => [key, valueCode(value)]))})`;
}

function examplesOf({ example, examples }: JsonObject): unknown[] | undefined {
  if (example !== undefined) return [example];
  return Array.isArray(examples) && examples.length > 0 ? examples.slice(0, 2) : undefined;
}
