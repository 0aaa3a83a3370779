// From an input to a request: pure, so that what is sent can be tested without sending it.

import { FormData } from 'undici';
import { type HttpOperation, type Method, namesInPath, type Parameter } from './operation.ts';
import { cookiePieces, headerValue, pathPiece, queryPieces, textOf, UnwritableInput } from './parameter-text.ts';
import type { SecretPlace, Settings } from './service.ts';

export interface HttpRequest {
  readonly method: Method;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | FormData;
  /** Headers that are for its own origin alone, in lower case. */
  readonly secretHeaders: readonly string[];
}

type Fields = Readonly<Record<string, unknown>>;

const contentTypes = {
  json: 'application/json',
  form: 'application/x-www-form-urlencoded',
  text: 'text/plain',
} as const;

/** @throws UnwritableInput, naming the field */
export function requestOf(
  operation: HttpOperation,
  settings: Pick<Settings, 'baseUrl' | 'auth' | 'headers'>,
  input: unknown,
  idempotencyKey: string,
): HttpRequest {
  const fields = fieldsOf(operation, input);
  const places = placesOf(operation, fields);
  const url = new URL(settings.baseUrl);
  url.pathname = url.pathname.replace(/\/$/, '') + pathOf(operation, fields);
  const pieces = [url.search.slice(1), ...places.query.flatMap((each) => piecesOf(queryPieces, each, fields))];
  const cookies = places.cookies.flatMap((each) => piecesOf(cookiePieces, each, fields));
  const headers: Record<string, string> = { accept: acceptOf(operation), 'accept-encoding': 'identity' };
  for (const [name, value] of Object.entries(settings.headers)) headers[name.toLowerCase()] = value;
  for (const each of places.headers) {
    const value = fields[each.field ?? each.name];
    if (value !== undefined) headers[each.name.toLowerCase()] = headerValue(each, value);
  }
  if (operation.method === 'POST' || operation.method === 'PATCH' || operation.idempotencyHeader !== undefined) {
    headers[(operation.idempotencyHeader ?? 'idempotency-key').toLowerCase()] = idempotencyKey;
  }
  const body = bodyOf(operation, places.rest, fields);
  if (body?.contentType !== undefined) headers['content-type'] = body.contentType;
  const secretHeaders = settings.auth.map(({ place, value }) => addSecret(place, value, { headers, pieces, cookies }));
  if (cookies.length > 0) headers.cookie = cookies.join('; ');
  url.search = pieces.filter((piece) => piece !== '').join('&');
  return {
    method: operation.method,
    url,
    headers,
    secretHeaders: secretHeaders.flatMap((name) => name ?? []),
    ...(body === undefined ? {} : { body: body.content }),
  };
}

function fieldsOf(operation: HttpOperation, input: unknown): Fields {
  if (typeof input === 'object' && input !== null && !Array.isArray(input)) return input as Fields;
  if (input === undefined || input === null) return {};
  throw new UnwritableInput(`the input of ${operation.method} ${operation.path} has to be an object`);
}

// What is named has its place; the rest goes into the body where the method has one, else into the query.
function placesOf(operation: HttpOperation, fields: Fields) {
  const named = (list: readonly (string | Parameter)[] = []) =>
    list.map((each): Parameter => (typeof each === 'string' ? { name: each } : each));
  const [query, headers, cookies] = [operation.query, operation.headers, operation.cookies].map(named) as [
    Parameter[],
    Parameter[],
    Parameter[],
  ];
  const inPath = namesInPath(operation.path).map(
    (name) => operation.pathParameters?.find((each) => each.name === name) ?? { name },
  );
  const taken = new Set([...inPath, ...query, ...headers, ...cookies].map(({ name, field = name }) => field));
  const rest = Object.keys(fields).filter((field) => !taken.has(field) && fields[field] !== undefined);
  const hasBody = operation.body !== undefined || /^(POST|PUT|PATCH)$/.test(operation.method);
  if (!hasBody && operation.query === undefined) query.push(...rest.map((name) => ({ name })));
  return { query, headers, cookies, rest: hasBody ? rest : [] };
}

function piecesOf(write: typeof queryPieces, parameter: Parameter, fields: Fields): string[] {
  const value = fields[parameter.field ?? parameter.name];
  return value === undefined ? [] : write(parameter, value);
}

function pathOf({ path, pathParameters = [] }: HttpOperation, fields: Fields): string {
  return path.replace(/\{([^{}]+)\}/g, (_, name: string) => {
    const parameter = pathParameters.find((each) => each.name === name) ?? { name };
    const value = fields[parameter.field ?? name];
    if (value === undefined) throw new UnwritableInput(`"${parameter.field ?? name}" is missing`);
    return pathPiece(parameter, value);
  });
}

function bodyOf({ body = {} }: HttpOperation, rest: readonly string[], fields: Fields) {
  const { field, as = 'json', required = false } = body;
  const value = field === undefined ? Object.fromEntries(rest.map((each) => [each, fields[each]])) : fields[field];
  if (value === undefined || (field === undefined && rest.length === 0 && !required)) return undefined;
  if (as === 'multipart') return { content: multipartOf(value), contentType: undefined };
  return { content: contentOf(as, value), contentType: body.contentType ?? contentTypes[as] };
}

function contentOf(as: 'json' | 'form' | 'text', value: unknown): string {
  if (as === 'json') return JSON.stringify(value);
  if (as === 'text') return textOf('the body', value);
  return Object.entries(value as object)
    .filter(([, each]) => each !== undefined)
    .flatMap(([name, each]) => queryPieces({ name }, each))
    .join('&');
}

function multipartOf(value: unknown): FormData {
  const form = new FormData();
  for (const [name, each] of Object.entries(value as object)) {
    const values = Array.isArray(each) ? each : [each];
    for (const one of values) {
      if (one === undefined) continue;
      // RFC 7578 leaves it open how a part is written that is no text; OpenAPI says JSON (OAS 3.1.1, 4.8.15.1).
      form.append(name, typeof one === 'object' ? JSON.stringify(one) : textOf(name, one));
    }
  }
  return form;
}

function acceptOf({ answer = 'json', answerType }: HttpOperation): string {
  if (answerType !== undefined) return answerType;
  if (answer === 'json') return 'application/json, application/*+json;q=0.9';
  return answer === 'text' ? 'text/plain, text/*;q=0.9' : '*/*';
}

/** @returns the header that now holds it */
function addSecret(
  place: SecretPlace,
  value: string,
  parts: { headers: Record<string, string>; pieces: string[]; cookies: string[] },
): string | undefined {
  if ('query' in place) {
    parts.pieces.push(`${encodeURIComponent(place.query)}=${encodeURIComponent(value)}`);
    return undefined;
  }
  if ('cookie' in place) {
    parts.cookies.push(`${place.cookie}=${encodeURIComponent(value)}`);
    return 'cookie';
  }
  const name = place.header.toLowerCase();
  const text = place.scheme === 'Basic' ? Buffer.from(value).toString('base64') : value;
  parts.headers[name] = place.scheme === undefined ? text : `${place.scheme} ${text}`;
  return name;
}
