// `oneOf` and `anyOf` as zod code. A discriminator whose alternatives do not themselves say its values gives each of them
// those it stands for, so that exactly one of them fits.

import { isObject, type JsonObject } from '../document/parse-document.ts';
import { Unwrappable, within } from '../wrap-error.ts';
import { type Dialect, dereferenced } from './flat-schema.ts';
import { annotations, typesOf } from './plain-schema.ts';
import { beside, type Writing } from './writing.ts';

/** The code of a schema that has `oneOf`, `anyOf` or both. @throws Unwrappable */
export function alternativesCode(schema: JsonObject, writing: Writing): string {
  const { oneOf, anyOf, discriminator, ...others } = schema;
  const rest = Object.fromEntries(Object.entries(others).filter(([key]) => !annotations.includes(key)));
  const code = (keyword: 'oneOf' | 'anyOf', options: readonly unknown[]) =>
    within(keyword, () => {
      const told = isObject(discriminator) ? discriminated(options, discriminator, writing.dialect) : options;
      return unionCode(keyword === 'oneOf', withRest(told, rest, writing.dialect), writing);
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
  const codes = (apart ? values : options).map((option) => writing.code(option, beside(writing)));
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

function discriminated(options: readonly unknown[], discriminator: JsonObject, dialect: Dialect): readonly unknown[] {
  const property = String(discriminator.propertyName);
  const mapping = isObject(discriminator.mapping) ? Object.entries(discriminator.mapping) : [];
  if (options.every((option) => saysValues(option, property, dialect))) return options;
  return options.map((option) => {
    const ref = isObject(option) && typeof option.$ref === 'string' ? option.$ref : undefined;
    if (ref === undefined) throw new Unwrappable('"discriminator" has an alternative that is no "$ref"');
    const name = ref.slice(ref.lastIndexOf('/') + 1);
    const mapped = mapping.filter(([, target]) => target === ref || target === name).map(([value]) => value);
    const values = mapped.length > 0 ? mapped : [name];
    const told = { type: 'object', properties: { [property]: { type: 'string', enum: values } }, required: [property] };
    return { allOf: [{ $ref: ref }, told] };
  });
}

function saysValues(option: unknown, property: string, dialect: Dialect): boolean {
  const { properties } = dereferenced(option, dialect);
  if (!isObject(properties) || !Object.hasOwn(properties, property)) return false;
  const own = dereferenced(properties[property], dialect);
  return own.const !== undefined || Array.isArray(own.enum);
}

function isNeverNull(option: unknown, dialect: Dialect): boolean {
  const types = typesOf(dereferenced(option, dialect));
  return types !== undefined && !types.includes('null');
}
