// Values as the texts of parameters, after OpenAPI's styles (OAS 3.1.1, 4.8.12.4). Pure; what a style cannot say (an object
// within an array, say) is an error and never a "[object Object]".

import type { Parameter } from './operation.ts';

/** Why an input cannot be written into a request; the message names the field. */
export class UnwritableInput extends Error {
  override readonly name = 'UnwritableInput';
}

type Pair = readonly [name: string, value: string];

const delimiters = { form: ',', spaceDelimited: '%20', pipeDelimited: '%7C' } as const;

/** One parameter as pieces of a query, percent-encoded. */
export function queryPieces(parameter: Parameter, value: unknown): string[] {
  const { name, style = 'form', explode = style === 'form' } = parameter;
  const key = encodeURIComponent(name);
  if (style === 'json') return [`${key}=${encodeURIComponent(JSON.stringify(value))}`];
  if (style === 'deepObject') {
    return pairsOf(name, value).map(
      ([each, text]) => `${key}[${encodeURIComponent(each)}]=${encodeURIComponent(text)}`,
    );
  }
  if (!isStructured(value)) return [`${key}=${encodeURIComponent(textOf(name, value))}`];
  if (style === 'simple') throw new UnwritableInput(`"${name}" has the style "simple", which queries do not know`);
  if (Array.isArray(value)) {
    const texts = value.map((each) => encodeURIComponent(textOf(name, each)));
    if (explode) return texts.map((text) => `${key}=${text}`);
    return texts.length === 0 ? [] : [`${key}=${texts.join(delimiters[style])}`];
  }
  const pairs = pairsOf(name, value).map((pair) => pair.map(encodeURIComponent));
  if (explode) return pairs.map((pair) => pair.join('='));
  return pairs.length === 0
    ? []
    : [`${key}=${pairs.map((pair) => pair.join(delimiters[style])).join(delimiters[style])}`];
}

/** One parameter as a part of a path, percent-encoded: one segment, that no value can leave. */
export function pathPiece(parameter: Parameter, value: unknown): string {
  const text = simpleText(parameter, value, encodeURIComponent);
  if (text === '') throw new UnwritableInput(`"${parameter.name}" is a part of the path and cannot be empty`);
  if (text === '.' || text === '..') {
    throw new UnwritableInput(`"${parameter.name}" is a part of the path and cannot be "${text}"`);
  }
  return text;
}

/** One parameter as a header's value. */
export function headerValue(parameter: Parameter, value: unknown): string {
  const text = simpleText(parameter, value, (each) => each);
  if (/^[\t\x20-\x7e\x80-\xff]*$/.test(text)) return text;
  throw new UnwritableInput(`"${parameter.name}" is a header, and has a character that headers cannot carry`);
}

/** One parameter as cookies, `name=value` each. */
export function cookiePieces(parameter: Parameter, value: unknown): string[] {
  return queryPieces({ ...parameter, explode: parameter.explode ?? false }, value);
}

function simpleText(
  { name, style, explode = false }: Parameter,
  value: unknown,
  encode: (text: string) => string,
): string {
  if (style === 'json') return encode(JSON.stringify(value));
  if (Array.isArray(value)) return value.map((each) => encode(textOf(name, each))).join(',');
  if (!isStructured(value)) return encode(textOf(name, value));
  return pairsOf(name, value)
    .map((pair) => pair.map(encode).join(explode ? '=' : ','))
    .join(',');
}

function pairsOf(name: string, value: unknown): Pair[] {
  if (!isStructured(value) || Array.isArray(value)) throw new UnwritableInput(`"${name}" has to be an object`);
  return Object.entries(value)
    .filter(([, each]) => each !== undefined)
    .map(([key, each]) => [key, textOf(`${name}.${key}`, each)]);
}

/** A text, a number or a truth value, as it is written. */
export function textOf(name: string, value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new UnwritableInput(`"${name}" cannot be written as a text: it is ${value === null ? 'null' : 'nested'}`);
}

function isStructured(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
