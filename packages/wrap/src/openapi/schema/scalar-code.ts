// Texts, numbers and fixed values as zod code. Formats are held against what the caller gives; of what a service answers
// they are told and not held, as JSON Schema has it unless somebody asks (2020-12, validation, 7.2.1).

import { isFormatName } from '../../schema-checks.ts';
import type { JsonObject } from '../document/parse-document.ts';
import { Unwrappable } from '../wrap-error.ts';
import { textCode, valueCode } from './literal-code.ts';
import type { Writing } from './writing.ts';

export function stringCode(schema: JsonObject, { direction, uses }: Writing): string {
  const { minLength, maxLength, pattern, format } = schema;
  let code = 'z.string()';
  if (typeof minLength === 'number' && minLength > 0) code += `.min(${minLength})`;
  if (typeof maxLength === 'number') code += `.max(${maxLength})`;
  if (typeof pattern === 'string') code += `.regex(${regexCode(pattern)})`;
  if (direction === 'input' && typeof format === 'string' && isFormatName(format)) {
    uses.add('format');
    code += `.check(format(${textCode(format)}))`;
  }
  return code;
}

export function numberCode(schema: JsonObject, type: 'number' | 'integer', { direction }: Writing): string {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf, format } = schema;
  const isInt32 = format === 'int32' && direction === 'input';
  let code = type === 'number' ? 'z.number()' : isInt32 ? 'z.int32()' : 'z.int()';
  if (typeof minimum === 'number') code += `.min(${minimum})`;
  if (typeof exclusiveMinimum === 'number') code += `.gt(${exclusiveMinimum})`;
  if (typeof maximum === 'number') code += `.max(${maximum})`;
  if (typeof exclusiveMaximum === 'number') code += `.lt(${exclusiveMaximum})`;
  if (typeof multipleOf === 'number') code += `.multipleOf(${multipleOf})`;
  return code;
}

/** @throws Unwrappable for values that are no texts, numbers, truth values or null */
export function enumCode(values: readonly unknown[], types: readonly string[] | undefined): string {
  if (values.some((value) => typeof value === 'object' && value !== null)) {
    throw new Unwrappable('"enum" or "const" holds an object or an array');
  }
  const right = [...new Set(values)].filter((value) => types === undefined || types.some((type) => isOf(value, type)));
  const others = right.filter((value) => value !== null);
  const orNull = others.length < right.length ? '.nullable()' : '';
  if (others.length === 0) return right.length === 0 ? 'z.never()' : 'z.null()';
  const [only] = others;
  if (others.length === 1) return `z.literal(${valueCode(only)})${orNull}`;
  if (others.every((value) => typeof value === 'string')) return `z.enum(${valueCode(others)})${orNull}`;
  return `z.literal(${valueCode(others)})${orNull}`;
}

function isOf(value: unknown, type: string): boolean {
  if (type === 'null') return value === null;
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type;
}

// ECMA-262 with `u`, as JSON Schema has it (2020-12, core, 6.4); authors who never tried that get it without.
function regexCode(pattern: string): string {
  const flags = ['u', ''].find((each) => isRegex(pattern, each));
  if (flags === undefined) throw new Unwrappable(`"pattern" is no regular expression: ${pattern.slice(0, 80)}`);
  const { source } = new RegExp(pattern, flags);
  return `/${source}/${flags}`;
}

function isRegex(pattern: string, flags: string): boolean {
  try {
    return new RegExp(pattern, flags).source.length > 0;
  } catch {
    return false;
  }
}
