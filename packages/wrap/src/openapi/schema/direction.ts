// Whether a schema says something else of what goes to a service than of what comes from it.

import { isFormatName } from '../../schema-checks.ts';
import { resolveRef } from '../document/references.ts';
import type { Dialect } from './flat-schema.ts';

const known = new WeakMap<Dialect, Map<string, boolean>>();

/** Whether what a reference leads to, all the way, has `readOnly`, `writeOnly` or a format that is held. */
export function isSensitive(ref: string, dialect: Dialect): boolean {
  let answers = known.get(dialect);
  if (answers === undefined) {
    answers = new Map();
    known.set(dialect, answers);
  }
  const before = answers.get(ref);
  if (before !== undefined) return before;
  const answer = search(ref, dialect);
  answers.set(ref, answer);
  return answer;
}

function search(ref: string, dialect: Dialect): boolean {
  const seen = new Set<unknown>();
  const left: unknown[] = [resolveRef(dialect.root, ref)];
  while (left.length > 0) {
    const next = left.pop();
    if (typeof next !== 'object' || next === null || seen.has(next)) continue;
    seen.add(next);
    const { readOnly, writeOnly, format, $ref } = next as Record<string, unknown>;
    if (readOnly === true || writeOnly === true) return true;
    if (format === 'int32' || (typeof format === 'string' && isFormatName(format))) return true;
    if (typeof $ref === 'string') left.push(resolveRef(dialect.root, $ref));
    left.push(...Object.values(next));
  }
  return false;
}
