// From a text to an OpenAPI document of a version that is known. It bounds what a text can blow up to: aliases of YAML, and
// how deep things nest.

import { messageOf } from '@parley/protocol';
import { parse as parseYaml } from 'yaml';
import { firstWords } from '../../http/reason.ts';
import { WrapError } from '../wrap-error.ts';
import type { OpenedDocument } from './open-document.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

const nestingMax = 200;
/** Nodes of the tree, counted as often as aliases repeat them. */
const nodesMax = 2_000_000;
const aliasesMax = 100;

/**
 * @throws WrapError `document-unreadable`, `document-not-openapi`, `document-old`, `document-unknown-version`, each saying
 * what to do
 */
export function parseDocument({ text, place }: OpenedDocument): JsonObject {
  const parsed = parseText(text.replace(/^\uFEFF/, ''), place);
  if (!isObject(parsed)) throw notOpenApi(place, text);
  if (!isBounded(parsed)) {
    const how = `nests deeper than ${nestingMax} levels, or its aliases make it larger than ${nodesMax} nodes`;
    throw new WrapError('document-unreadable', `${place} ${how}: write it out, and leave out what is not needed.`);
  }
  const { openapi, swagger } = parsed;
  if (swagger !== undefined) {
    throw new WrapError(
      'document-old',
      `${place} is of Swagger ${String(swagger).slice(0, 10)}: convert it to OpenAPI 3 first ("npx swagger2openapi old.json -o new.json").`,
    );
  }
  if (typeof openapi !== 'string') throw notOpenApi(place, text);
  if (!/^3\.[01](\.|$)/.test(openapi)) {
    throw new WrapError(
      'document-unknown-version',
      `${place} is of OpenAPI ${openapi.slice(0, 10)}: versions 3.0 and 3.1 are known. Convert it to one of them.`,
    );
  }
  return parsed;
}

function parseText(text: string, place: string): unknown {
  if (/^\s*[{[]/.test(text)) {
    try {
      return JSON.parse(text);
    } catch (thrown) {
      throw unreadable(place, 'JSON', thrown);
    }
  }
  // A page is told by its words, instead of where YAML stumbles over it.
  if (/^\s*</.test(text)) throw notOpenApi(place, text);
  try {
    return parseYaml(text, { maxAliasCount: aliasesMax, merge: true, logLevel: 'error' });
  } catch (thrown) {
    throw unreadable(place, 'YAML', thrown);
  }
}

function unreadable(place: string, what: string, thrown: unknown): WrapError {
  const why = messageOf(thrown).split('\n')[0]?.slice(0, 200);
  return new WrapError('document-unreadable', `${place} is no ${what} that can be read: ${why}. Mend it there.`);
}

function notOpenApi(place: string, text: string): WrapError {
  const words = firstWords(text, '').slice(0, 80);
  return new WrapError(
    'document-not-openapi',
    `${place} is no OpenAPI document (it begins "${words}"): give the document itself, which says "openapi": "3.0.x" or "3.1.x".`,
  );
}

// With a stack of its own: the depth is what is being bounded.
function isBounded(root: unknown): boolean {
  const left: { value: object; depth: number }[] = [{ value: root as object, depth: 0 }];
  for (let nodes = 0; ; nodes++) {
    const next = left.pop();
    if (next === undefined) return true;
    if (nodes > nodesMax || next.depth > nestingMax) return false;
    for (const value of Object.values(next.value)) {
      if (typeof value === 'object' && value !== null) left.push({ value, depth: next.depth + 1 });
    }
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
