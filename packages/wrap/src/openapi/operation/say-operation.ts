// What an operation is found by: a description, and what somebody might say who needs it. All of it is made of the
// document's own words: its summary and description, the name of the operation, its path, and its examples.

import { limits } from '@parley/protocol';
import { isObject, type JsonObject } from '../document/parse-document.ts';
import { type Dialect, dereferenced } from '../schema/flat-schema.ts';
import { kebabOf, plainWords, shortened, wordsIn } from '../words.ts';
import type { ListedOperation } from './list-operations.ts';

export interface SaidOperation {
  readonly description: string;
  readonly examples: readonly string[];
  readonly tags: readonly string[];
}

const descriptionCharactersMax = 600;
const exampleCharactersMax = 160;
const wordsMin = 4;
const requestWordsMax = 20;
const tagsMax = 4;
const exampleFields = 3;

const verbs: Readonly<Record<string, string>> = {
  GET: 'get',
  HEAD: 'check',
  POST: 'create',
  PUT: 'replace',
  PATCH: 'change',
  DELETE: 'delete',
  OPTIONS: 'ask about',
};

export function sayOperation(listed: ListedOperation, api: string, dialect: Dialect): SaidOperation {
  const { operation } = listed;
  const summary = plainWords(operation.summary);
  const description = plainWords(operation.description);
  const named = typeof operation.operationId === 'string' ? wordsIn(operation.operationId).join(' ') : '';
  const ofPath = pathInWords(listed);
  // What a POST does cannot be told by its method.
  const guessed = listed.method === 'POST' && summary + named !== '' ? '' : ofPath;
  const own = [summary, description].filter((text, index, all) => text !== '' && all.indexOf(text) === index);
  const said = own.length > 0 ? own : [named === '' ? ofPath : named];
  const text = said.map(sentence).join(' ');
  // What says little by itself ("List all.") is told with the name of its API.
  const whole = wordsIn(text).length < wordsMin ? `${text} ${sentence(`${ofPath}, of ${api}`)}` : text;
  return {
    description: shortened(whole, Math.min(descriptionCharactersMax, limits.descriptionCharactersMax)),
    examples: examplesOf([phrase(summary), request(description), named, guessed], listed, dialect),
    tags: tagsOf(operation),
  };
}

function examplesOf(phrases: readonly string[], listed: ListedOperation, dialect: Dialect): string[] {
  const plain = phrases.filter((text) => wordsIn(text).length > 1).map((text) => shortened(text, exampleCharactersMax));
  const [first] = plain;
  const values = exampleValues(listed, dialect);
  const told = first === undefined || values === '' ? [] : [shortened(`${first}: ${values}`, exampleCharactersMax)];
  const seen = new Set<string>();
  return [...plain, ...told].filter((text) => {
    const key = wordsIn(text).join(' ');
    return !seen.has(key) && seen.add(key);
  });
}

/** The document's own example values of the first few inputs: "pet id 10, status sold". */
function exampleValues({ parameters, operation }: ListedOperation, dialect: Dialect): string {
  const ofParameters = parameters.map(
    ({ name, example, schema }) => [name, example ?? exampleIn(schema, dialect)] as const,
  );
  const all = [...ofParameters, ...bodyExamples(operation, dialect)];
  return all
    .filter(([, value]) => /^(string|number|boolean)$/.test(typeof value) && String(value).length <= 40)
    .slice(0, exampleFields)
    .map(([name, value]) => `${wordsIn(String(name)).join(' ')} ${String(value)}`)
    .join(', ');
}

function bodyExamples({ requestBody }: JsonObject, dialect: Dialect): (readonly [string, unknown])[] {
  const { content } = isObject(requestBody) ? requestBody : {};
  const [media] = isObject(content) ? Object.values(content) : [];
  if (!isObject(media)) return [];
  if (isObject(media.example)) return Object.entries(media.example);
  const { properties } = dereferenced(media.schema, dialect);
  if (!isObject(properties)) return [];
  const asked = Object.entries(properties).filter(([, schema]) => dereferenced(schema, dialect).readOnly !== true);
  return asked.map(([name, schema]) => [name, exampleIn(schema, dialect)]);
}

function exampleIn(schema: unknown, dialect: Dialect): unknown {
  const { example, examples } = dereferenced(schema, dialect);
  return example ?? (Array.isArray(examples) ? examples[0] : undefined);
}

/** "GET /pet/{petId}/photos" is "get photos of a pet by pet id". */
function pathInWords({ method, path }: ListedOperation): string {
  const parts = path.split('/').filter((part) => part !== '' && !/^v\d+(\.\d+)*$/i.test(part));
  const names = parts.filter((part) => !part.includes('{')).map((part) => wordsIn(part).join(' '));
  const keys = parts.filter((part) => part.includes('{')).map((part) => wordsIn(part).join(' '));
  const things = names
    .reverse()
    .filter((name) => name !== '')
    .join(' of ');
  return `${verbs[method] ?? 'do'} ${things}${keys.length === 0 ? '' : ` by ${keys.join(' and ')}`}`.trim();
}

function tagsOf({ tags }: JsonObject): string[] {
  const names = Array.isArray(tags) ? tags.map((tag) => kebabOf(String(tag))) : [];
  return [...new Set(names.filter((name) => name !== ''))].slice(0, tagsMax);
}

/** The first sentence of a description where it may be said by somebody who wants it done. */
function request(description: string): string {
  const first = /^.*?[.!?](?=\s|$)/.exec(description)?.[0] ?? description;
  const tells = /^(an?|the|this|these|that|it|its|if|when|you|your|note|use|used|please|returns?|only|for|in|on)\b/i;
  return tells.test(first) || wordsIn(first).length > requestWordsMax ? '' : phrase(first);
}

/** As somebody would say it: no full stop, no capital at the start unless the word has more of them. */
function phrase(text: string): string {
  const bare = text.replace(/[.!?\s]+$/, '');
  return /^\p{Lu}\p{Ll}/u.test(bare) ? bare.charAt(0).toLowerCase() + bare.slice(1) : bare;
}

function sentence(text: string): string {
  const start = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(start) ? start : `${start}.`;
}
