// `oneOf` and `anyOf` as zod code. Where a discriminator picks the alternative, one that fits is enough: the others often fit
// as well, since nothing in them says the discriminator's values, and nobody means that to be wrong.

import type { JsonObject } from '../document/parse-document.ts';
import { Unwrappable, within } from '../wrap-error.ts';
import { type Dialect, dereferenced } from './flat-schema.ts';
import { keepShort } from './keep-short.ts';
import { annotations, typesOf } from './plain-schema.ts';
import { beside, type Writing } from './writing.ts';

/** The code of a schema that has `oneOf`, `anyOf` or both. @throws Unwrappable */
export function alternativesCode(schema: JsonObject, writing: Writing): string {
  const { oneOf, anyOf, discriminator, ...others } = schema;
  const rest = Object.fromEntries(Object.entries(others).filter(([key]) => !annotations.includes(key)));
  const code = (keyword: 'oneOf' | 'anyOf', options: readonly unknown[]) =>
    within(keyword, () => {
      const isExclusive = keyword === 'oneOf' && discriminator === undefined;
      return unionCode(isExclusive, withRest(options, rest, writing.dialect), writing);
    });
  if (!Array.isArray(oneOf)) return code('anyOf', anyOf as unknown[]);
  if (!Array.isArray(anyOf)) return code('oneOf', oneOf);
  return `z.intersection(${code('oneOf', oneOf)}, ${code('anyOf', anyOf)})`;
}

function unionCode(isExclusive: boolean, options: readonly unknown[], writing: Writing): string {
  if (options.length === 0) throw new Unwrappable('it has no alternatives');
  const isNull = options.map((option) => typesOf(dereferenced(option, writing.dialect))?.join() === 'null');
  const values = options.filter((_, index) => !isNull[index]);
  const nulls = options.length - values.length;
  const canBeApart = !isExclusive || (nulls === 1 && values.every((option) => isNeverNull(option, writing.dialect)));
  const apart = nulls > 0 && values.length > 0 && canBeApart;
  const pieces = (apart ? values : options).map((option, index) => {
    const inner = beside(writing, `option ${index + 1}`);
    return { code: writing.code(option, inner), uses: inner.uses, label: inner.label };
  });
  const codes = keepShort(pieces, writing);
  const distinct = isExclusive ? codes : [...new Set(codes)];
  const [only] = distinct;
  const union = distinct.length === 1 ? only : `z.${isExclusive ? 'xor' : 'union'}([${distinct.join(', ')}])`;
  return `${union}${apart ? '.nullable()' : ''}`;
}

/** What stands beside the alternatives holds for each of them. */
function withRest(options: readonly unknown[], rest: JsonObject, dialect: Dialect): readonly unknown[] {
  const keys = Object.keys(rest);
  if (keys.length === 0) return options;
  const types = typesOf(rest);
  const saysNothing = (option: unknown) => {
    const own = typesOf(dereferenced(option, dialect));
    return own !== undefined && types !== undefined && own.every((type) => types.includes(type));
  };
  if (keys.every((key) => key === 'type') && options.every(saysNothing)) return options;
  return options.map((option) => ({ allOf: [option, rest] }));
}

function isNeverNull(option: unknown, dialect: Dialect): boolean {
  const types = typesOf(dereferenced(option, dialect));
  return types !== undefined && !types.includes('null');
}
