// The parameters of an operation: fields of the input, and how each is written into the request.

import { namesInPath, type Parameter, type ParameterStyle } from '../../http/operation.ts';
import { isObject, type JsonObject } from '../document/parse-document.ts';
import { type Dialect, dereferenced } from '../schema/flat-schema.ts';
import { textCode } from '../schema/literal-code.ts';
import { typesOf } from '../schema/plain-schema.ts';
import type { Field } from '../schema/structure-code.ts';
import type { Writing } from '../schema/writing.ts';
import { plainWords, shortened } from '../words.ts';
import { Unwrappable, within } from '../wrap-error.ts';
import type { ListedOperation } from './list-operations.ts';

export interface MappedParameters {
  readonly fields: readonly Field[];
  readonly pathParameters: readonly Parameter[];
  readonly query: readonly Parameter[];
  readonly headers: readonly Parameter[];
  readonly cookies: readonly Parameter[];
  readonly idempotencyHeader?: string;
}

type Place = 'path' | 'query' | 'header' | 'cookie';

/** These are said by the media types and the security instead (OAS 3.1.1, 4.8.12.2.1). */
const ownHeaders = /^(accept|content-type|authorization)$/i;
/** These belong to the connection, and no caller may set them. */
const connectionHeaders =
  /^(host|connection|content-length|transfer-encoding|upgrade|te|trailer|keep-alive|expect|cookie)$/i;
const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** @throws Unwrappable naming the parameter */
export function mapParameters({ path, parameters }: ListedOperation, writing: Writing): MappedParameters {
  const inPath = namesInPath(path);
  const said = parameters.filter(({ in: place, name }) => !(place === 'header' && ownHeaders.test(String(name))));
  const keyHeader = said.find(isIdempotencyKey);
  const told = said.filter((each) => each !== keyHeader);
  const untold = inPath.filter((name) => !told.some((each) => each.in === 'path' && each.name === name));
  const all = [...told, ...untold.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } }))];
  const taken = new Set<string>();
  const mapped = all.map((each) => within(String(each.name), () => mapOne(each, inPath, taken, writing)));
  const at = (place: Place) => mapped.flatMap((each) => (each.place === place ? [each.parameter] : []));
  return {
    fields: mapped.map(({ field }) => field),
    pathParameters: at('path'),
    query: at('query'),
    headers: at('header'),
    cookies: at('cookie'),
    ...(keyHeader === undefined ? {} : { idempotencyHeader: String(keyHeader.name) }),
  };
}

function isIdempotencyKey({ in: place, name }: JsonObject): boolean {
  return place === 'header' && /^(x-)?idempotency-key$/i.test(String(name));
}

function mapOne(given: JsonObject, inPath: readonly string[], taken: Set<string>, writing: Writing) {
  const name = String(given.name);
  const place = given.in as Place;
  if (!['path', 'query', 'header', 'cookie'].includes(place)) throw new Unwrappable(`a place "${place}" is not known`);
  if (place === 'path' && !inPath.includes(name)) throw new Unwrappable('the path has no such part');
  if (place === 'header' && (!headerName.test(name) || connectionHeaders.test(name))) {
    throw new Unwrappable('is no header that can be set');
  }
  if (given.allowReserved === true) throw new Unwrappable('"allowReserved" is not written');
  const { schema, isJson } = schemaOf(given);
  const style = isJson ? 'json' : styleOf(given, place, schema, writing.dialect);
  const field = fieldName(name, place, taken);
  const code = writing.code(schema, writing) + descriptionOf(given, schema, writing.dialect);
  return {
    place,
    field: { name: field, code, isRequired: place === 'path' || given.required === true },
    parameter: { name, ...(field === name ? {} : { field }), ...explicit(style) },
  };
}

function schemaOf({ schema, content }: JsonObject): { schema: unknown; isJson: boolean } {
  if (!isObject(content)) return { schema: schema ?? {}, isJson: false };
  const [type, media] = Object.entries(content)[0] ?? [];
  if (type === undefined || !/^application\/(.+\+)?json/i.test(type)) {
    throw new Unwrappable(`is written as "${type}", and only JSON is known there`);
  }
  return { schema: isObject(media) ? (media.schema ?? {}) : {}, isJson: true };
}

interface Style {
  readonly style: ParameterStyle;
  readonly explode: boolean;
  /** Whether it is as `fromHttp` would write it anyway, or makes no difference. */
  readonly isUsual: boolean;
}

/** @throws Unwrappable for a style that is not known, and for values that no style can say */
function styleOf(given: JsonObject, place: Place, schema: unknown, dialect: Dialect): Style {
  const usual = place === 'query' || place === 'cookie' ? 'form' : 'simple';
  const style = String(given.style ?? usual) as ParameterStyle;
  const known = place === 'query' ? ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'] : [usual];
  if (!known.includes(style)) throw new Unwrappable(`"style": "${style}" is not written`);
  const explode = typeof given.explode === 'boolean' ? given.explode : style === 'form';
  const flat = dereferenced(schema, dialect);
  const types = typesOf(flat) ?? [];
  const isStructured = types.includes('array') || types.includes('object');
  if (isStructured && place === 'cookie' && explode) throw new Unwrappable('"explode" of a cookie is not written');
  assertFlat(flat, dialect);
  if (style === 'deepObject') return { style, explode, isUsual: false };
  return { style, explode, isUsual: !isStructured || (style === usual && explode === (style === 'form')) };
}

/** No style says how an object within an array, or one within another, is written. */
function assertFlat(schema: JsonObject, dialect: Dialect): void {
  const inner = [...(isObject(schema.properties) ? Object.values(schema.properties) : []), schema.items];
  for (const each of inner.filter((one) => one !== undefined)) {
    const types = typesOf(dereferenced(each, dialect))?.filter((type) => type !== 'null') ?? [];
    if (types.length > 0 && types.every((type) => type === 'object' || type === 'array')) {
      throw new Unwrappable('holds objects or arrays within an object or an array, which no style can write');
    }
  }
}

function explicit(style: Style | 'json'): Pick<Parameter, 'style' | 'explode'> {
  if (style === 'json') return { style };
  if (style.isUsual) return {};
  if (style.style === 'form' || style.style === 'simple') return { explode: style.explode };
  return style.style === 'deepObject' ? { style: style.style } : { style: style.style, explode: style.explode };
}

function fieldName(name: string, place: Place, taken: Set<string>): string {
  const suffix = `${place[0]?.toUpperCase()}${place.slice(1)}`;
  const field = [name, `${name}${suffix}`, `${name}${suffix}2`].find((each) => !taken.has(each));
  if (field === undefined) throw new Unwrappable('has a name that others have too');
  taken.add(field);
  return field;
}

/** A parameter's words stand beside its schema, which may have some of its own. */
function descriptionOf(given: JsonObject, schema: unknown, dialect: Dialect): string {
  const words = shortened(plainWords(given.description), 240);
  const own = dereferenced(schema, dialect).description;
  return words === '' || plainWords(own) === words ? '' : `.describe(${textCode(words)})`;
}
