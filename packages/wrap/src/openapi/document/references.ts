// `$ref` within one document, after RFC 6901. It follows nothing out of the document.

import { Unwrappable } from '../wrap-error.ts';
import { isObject, type JsonObject } from './parse-document.ts';

const stepsMax = 50;

/** What a reference leads to. @throws Unwrappable */
export function resolveRef(root: JsonObject, ref: string): unknown {
  if (ref !== '#' && !ref.startsWith('#/')) {
    throw new Unwrappable(`"$ref": "${ref}" is a kind of reference that is not known: write it as "#/components/..."`);
  }
  let found: unknown = root;
  for (const part of ref.split('/').slice(1)) {
    const key = decoded(part).replaceAll('~1', '/').replaceAll('~0', '~');
    const isThere = typeof found === 'object' && found !== null && Object.hasOwn(found, key);
    if (!isThere) throw new Unwrappable(`"$ref": "${ref}" leads nowhere: mend it in the document`);
    found = (found as Record<string, unknown>)[key];
  }
  return found;
}

/** An object that may be a reference, with what references lead to. @throws Unwrappable for one that leads to itself */
export function followed(root: JsonObject, value: unknown): JsonObject {
  let found = value;
  for (let steps = 0; isObject(found) && typeof found.$ref === 'string'; steps++) {
    if (steps === stepsMax) throw new Unwrappable(`"$ref": "${found.$ref}" leads in a circle: mend it in the document`);
    found = resolveRef(root, found.$ref);
  }
  return isObject(found) ? found : {};
}

/** Every reference in the document. */
export function refsIn(root: JsonObject): string[] {
  const refs = new Set<string>();
  const seen = new Set<object>();
  const left: object[] = [root];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const { $ref } = next as { $ref?: unknown };
    if (typeof $ref === 'string') refs.add($ref);
    for (const [key, value] of Object.entries(next)) {
      // An example is data, and may show a reference of its own.
      if (typeof value === 'object' && value !== null && !/^(example|default|enum|const)$/.test(key)) {
        left.push(value);
      }
    }
  }
  return [...refs];
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
