// The steps as a part of a sentence.

import type { AdaptationStep } from './outcome.ts';

const shownMax = 12;
const withTheirField: ReadonlySet<string> = new Set([
  'number',
  'boolean',
  'text',
  'date',
  'money',
  'unit',
  'enum-case',
  'json',
  'unwrapped',
  'wrapped',
]);

/** Such as `amount: "50" read as 50; ccy is currency`; empty where there are none. */
export function describeSteps(steps: readonly AdaptationStep[]): string {
  const parts = steps
    .slice(0, shownMax)
    .map(({ kind, to, note }) => (withTheirField.has(kind) && to !== 'input' ? `${to}: ${note}` : note));
  if (steps.length > shownMax) parts.push(`${steps.length - shownMax} more`);
  return parts.join('; ');
}
