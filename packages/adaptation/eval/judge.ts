// What an answer is worth, held against what the payload truly means, and not merely against the schema.

import type { Adapted } from '../src/index.ts';
import type { DerivedCase } from './rules/change.ts';

/** `asked` is a question where none was due; a question that is due is `right`. */
export type Verdict = 'right' | 'asked' | 'wrong';

export function judge({ due }: DerivedCase, answer: Adapted): Verdict {
  if (answer.status === 'missing') {
    // A question does not excuse a field that is already wrong.
    if (due.type !== 'question' && !agrees(answer.value, due.value)) return 'wrong';
    return due.type === 'value' ? 'asked' : 'right';
  }
  return due.type !== 'question' && equal(answer.value, due.value) ? 'right' : 'wrong';
}

function equal(a: unknown, b: unknown): boolean {
  return agrees(a, b) && agrees(b, a);
}

/** Whether all that `part` says is in `whole` as well. */
function agrees(part: unknown, whole: unknown): boolean {
  if (part === undefined) return true;
  if (typeof part !== 'object' || part === null || typeof whole !== 'object' || whole === null) {
    return Object.is(part, whole) || meansTheSame(part, whole);
  }
  if (Array.isArray(part) !== Array.isArray(whole)) return false;
  if (Array.isArray(part) && part.length !== (whole as unknown[]).length) return false;
  return Object.entries(part).every(
    ([key, value]) => key in whole && agrees(value, (whole as Record<string, unknown>)[key]),
  );
}

const instant = /^\d{4}-\d\d-\d\d[T ].*(Z|[+-]\d\d:?\d\d)$/;
const decimal = /^\d+(\.\d+)?$/;

/** The same in another way of writing: a moment, or a decimal with or without zeros behind its point. */
function meansTheSame(a: unknown, b: unknown): boolean {
  if (typeof a !== 'string' || typeof b !== 'string') return false;
  if (instant.test(a) && instant.test(b)) return Date.parse(a) === Date.parse(b);
  const isDecimal = a.includes('.') && b.includes('.') && decimal.test(a) && decimal.test(b);
  return isDecimal && Number(a) === Number(b);
}
