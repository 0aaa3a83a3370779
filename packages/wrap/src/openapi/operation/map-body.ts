// The body of a request: which media type, and whether its properties are fields of the input or it is one field as a whole.

import type { BodyMapping } from '../../http/operation.ts';
import { isObject, type JsonObject } from '../document/parse-document.ts';
import { followed } from '../document/references.ts';
import { type Dialect, dereferenced } from '../schema/flat-schema.ts';
import { typesOf } from '../schema/plain-schema.ts';
import { type Field, fieldsOf, type Property, propertiesOf } from '../schema/structure-code.ts';
import type { Writing } from '../schema/writing.ts';
import { Unwrappable, within } from '../wrap-error.ts';

export interface MappedBody {
  readonly fields: readonly Field[];
  /** Whether no other fields are allowed. */
  readonly isClosed: boolean;
  readonly body?: BodyMapping;
}

type Kind = NonNullable<BodyMapping['as']>;

const kinds: readonly { readonly as: Kind; readonly type: RegExp; readonly usual: string }[] = [
  { as: 'json', type: /^application\/json$/i, usual: 'application/json' },
  { as: 'json', type: /^application\/[\w.-]+\+json$/i, usual: 'application/json' },
  { as: 'form', type: /^application\/x-www-form-urlencoded$/i, usual: 'application/x-www-form-urlencoded' },
  { as: 'multipart', type: /^multipart\/form-data$/i, usual: 'multipart/form-data' },
  { as: 'text', type: /^text\/plain$/i, usual: 'text/plain' },
  { as: 'json', type: /^\*\/\*$/, usual: '*/*' },
];

/** @param taken names of fields that are parameters @throws Unwrappable naming the place and what to do */
export function mapBody(operation: JsonObject, taken: ReadonlySet<string>, writing: Writing): MappedBody {
  if (operation.requestBody === undefined) return { fields: [], isClosed: false };
  const { content, required } = followed(writing.dialect.root, operation.requestBody);
  if (!isObject(content) || Object.keys(content).length === 0) return { fields: [], isClosed: false };
  return within('body', () => {
    const { media, as, contentType } = chosen(content);
    const schema = media.schema ?? {};
    const flat = dereferenced(schema, writing.dialect);
    if (as === 'form' || as === 'multipart') assertSimple(flat, media, as, writing.dialect);
    if (as === 'text' && !allows(flat, 'string')) throw new Unwrappable('"text/plain" of something that is no text');
    const mapping = {
      ...(as === 'json' ? {} : { as }),
      ...(contentType === undefined ? {} : { contentType }),
    };
    const isRequired = required === true;
    const spread = as === 'text' ? undefined : spreadProperties(flat, isRequired, taken, writing);
    if (spread !== undefined) {
      const body = { ...mapping, ...(isRequired && !spread.some((each) => each.isRequired) ? { required: true } : {}) };
      return { fields: fieldsOf(spread, writing), isClosed: flat.additionalProperties === false, body };
    }
    const name = ['body', 'requestBody', 'theBody'].find((each) => !taken.has(each));
    if (name === undefined) throw new Unwrappable('every name for it is taken by a parameter');
    const code = writing.code(schema, writing);
    return { fields: [{ name, code, isRequired }], isClosed: false, body: { field: name, ...mapping } };
  });
}

function chosen(content: JsonObject): { media: JsonObject; as: Kind; contentType?: string } {
  const types = Object.entries(content).map(([full, media]) => ({
    full,
    bare: full.split(';')[0]!.trim(),
    media: isObject(media) ? media : {},
  }));
  for (const { as, type, usual } of kinds) {
    const found = types.find(({ bare }) => type.test(bare));
    if (found === undefined) continue;
    const isUsual = found.bare.toLowerCase() === usual || found.bare === '*/*' || as === 'multipart';
    return { media: found.media, as, ...(isUsual ? {} : { contentType: found.bare }) };
  }
  const told = types.map(({ bare }) => `"${bare}"`).join(', ');
  throw new Unwrappable(`${told} cannot be written: JSON, forms, multipart without files and plain texts can`);
}

/** The properties as fields of the input, where that loses nothing; undefined where it stays one field. */
function spreadProperties(
  flat: JsonObject,
  isRequired: boolean,
  taken: ReadonlySet<string>,
  writing: Writing,
): Property[] | undefined {
  const { additionalProperties: additional, minProperties, maxProperties, properties } = flat;
  const isObjectAlone = typesOf(flat)?.join() === 'object' && isObject(properties) && flat.enum === undefined;
  const isPlain = isObjectAlone && flat.oneOf === undefined && flat.anyOf === undefined && flat.const === undefined;
  if (!isPlain || Object.keys(properties).length === 0) return undefined;
  if (additional !== undefined && additional !== false) return undefined;
  if (minProperties !== undefined || maxProperties !== undefined) return undefined;
  const fields = propertiesOf(flat, writing);
  if (fields.length === 0 || fields.some(({ name }) => taken.has(name))) return undefined;
  // Nothing at all may be sent, but not a half of it: as fields of the input that cannot be said.
  return isRequired || !fields.some((each) => each.isRequired) ? fields : undefined;
}

function assertSimple(flat: JsonObject, { encoding }: JsonObject, as: Kind, dialect: Dialect): void {
  if (!isObject(flat.properties)) throw new Unwrappable(`"${as}" needs a schema with properties`);
  for (const [name, given] of Object.entries(flat.properties)) {
    within(name, () => {
      const schema = dereferenced(given, dialect);
      const items = schema.items === undefined ? undefined : dereferenced(schema.items, dialect);
      for (const each of [schema, items]) if (each !== undefined) assertNoFile(each);
      const isNested =
        allowsOnly(schema, ['object']) || (items !== undefined && allowsOnly(items, ['object', 'array']));
      if (isNested) throw new Unwrappable('an object within a form can be written in several ways, and none is');
    });
  }
  const [encoded] = isObject(encoding) ? Object.keys(encoding) : [];
  if (encoded !== undefined) throw new Unwrappable(`"encoding" of "${encoded}" is not written`);
}

function assertNoFile({ format, contentMediaType, contentEncoding }: JsonObject): void {
  if (format !== 'binary' && contentMediaType === undefined && contentEncoding === undefined) return;
  throw new Unwrappable('files are not sent');
}

function allows(schema: JsonObject, type: string): boolean {
  return typesOf(schema)?.includes(type) ?? true;
}

function allowsOnly(schema: JsonObject, types: readonly string[]): boolean {
  const own = typesOf(schema)?.filter((type) => type !== 'null');
  return own !== undefined && own.length > 0 && own.every((type) => types.includes(type));
}
