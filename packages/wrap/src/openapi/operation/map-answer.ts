// The good answers of an operation: which media type is asked for, and the schema of what comes.

import type { HttpOperation } from '../../http/operation.ts';
import { isObject, type JsonObject } from '../document/parse-document.ts';
import { followed } from '../document/references.ts';
import { type Dialect, dereferenced } from '../schema/flat-schema.ts';
import { typesOf } from '../schema/plain-schema.ts';
import type { Writing } from '../schema/writing.ts';
import { Unwrappable, within } from '../wrap-error.ts';

export interface MappedAnswer {
  readonly code: string;
  readonly answer?: NonNullable<HttpOperation['answer']>;
  /** The media type, where it is not `application/json`. */
  readonly answerType?: string;
}

interface Promised {
  readonly kind: 'json' | 'text' | 'any' | 'none';
  readonly schema?: unknown;
  readonly type?: string;
}

/** @throws Unwrappable naming the status */
export function mapAnswer(
  { operation, method }: { operation: JsonObject; method: string },
  writing: Writing,
): MappedAnswer {
  const { dialect } = writing;
  if (method === 'HEAD') return { code: 'z.null()', answer: 'none' };
  const responses = isObject(operation.responses) ? operation.responses : {};
  const promised = goodOnes(responses).map(([status, response]) =>
    within(`answer ${status}`, () => promisedBy(followed(dialect.root, response), dialect)),
  );
  if (promised.length === 0) return { code: 'z.unknown()', answer: 'any' };
  const kinds = [...new Set(promised.map(({ kind }) => kind).filter((kind) => kind !== 'none'))];
  const [kind = 'none'] = kinds;
  if (kinds.length > 1) throw new Unwrappable(`its good answers are of several kinds (${kinds.join(', ')})`);
  const codes = promised.map((each, index) =>
    within(`answer ${goodOnes(responses)[index]?.[0]}`, () =>
      each.kind === 'none' ? 'z.null()' : writing.code(each.schema, writing),
    ),
  );
  const distinct = [...new Set(codes)];
  const code = distinct.length === 1 ? distinct[0]! : `z.union([${distinct.join(', ')}])`;
  const types = [...new Set(promised.flatMap(({ type }) => type ?? []))];
  const isUsual = kind !== 'json' || types.every((type) => /^application\/json$/i.test(type));
  return {
    code,
    ...(kind === 'json' ? {} : { answer: kind }),
    ...(isUsual ? {} : { answerType: types.join(', ') }),
  };
}

/** The 2xx; where there is none, what holds for all that is not said. */
function goodOnes(responses: JsonObject): [status: string, response: unknown][] {
  const good = Object.entries(responses).filter(([status]) => /^2(\d\d|XX)$/i.test(status));
  if (good.length > 0) return good;
  return Object.entries(responses).filter(([status]) => status === 'default');
}

function promisedBy({ content }: JsonObject, dialect: Dialect): Promised {
  const media = isObject(content) ? Object.entries(content) : [];
  if (media.length === 0) return { kind: 'none' };
  const find = (pattern: RegExp) => media.find(([type]) => pattern.test(type.split(';')[0]!.trim()));
  const json = find(/^application\/json$/i) ?? find(/^[\w.-]+\/([\w.-]+\+)?json$/i);
  if (json !== undefined) return { kind: 'json', schema: schemaOf(json[1]), type: json[0].split(';')[0]!.trim() };
  const any = find(/^(\*|application)\/\*$/);
  if (any !== undefined) return { kind: 'any', schema: schemaOf(any[1]) };
  const text = find(/^text\//i);
  if (text !== undefined) {
    const schema = schemaOf(text[1]);
    const types = typesOf(dereferenced(schema, dialect));
    if (types !== undefined && !types.includes('string'))
      throw new Unwrappable(`"${text[0]}" of something that is no text`);
    return { kind: 'text', schema: types === undefined ? { type: 'string' } : schema };
  }
  throw new Unwrappable(`${media.map(([type]) => `"${type}"`).join(', ')} cannot be read: JSON and texts can`);
}

function schemaOf(media: unknown): unknown {
  return isObject(media) ? (media.schema ?? {}) : {};
}
