// How a conversation ended, as lines for a person: the result, or what to do now. The events told the rest already
// (narrate.ts); `explain` tells it all at once.

import { Money } from '@parley/protocol';
import type { NarratedLine } from './narrate.ts';
import type { Outcome } from './outcome.ts';

/** Lines without line breaks. Control characters of a peer are escaped, so that they cannot steer a terminal. */
export function narrateOutcome(outcome: Outcome): readonly NarratedLine[] {
  return linesOf(outcome).map(({ tone, text }) => ({ tone, text: text.replace(steering, escaped) }));
}

// JSON escapes the oldest control characters only; the newer ones (C1, direction marks) steer terminals as well.
const steering = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
const escaped = (character: string) => `\\u${character.codePointAt(0)!.toString(16).padStart(4, '0')}`;

function linesOf(outcome: Outcome): readonly NarratedLine[] {
  switch (outcome.type) {
    case 'done':
      return resultLines(outcome.output).map((text) => ({ tone: 'good', text }));
    case 'no-route':
      return [
        ...outcome.nearest.map(({ agent, capability, similarity }): NarratedLine => {
          const under = `similarity ${similarity.toFixed(2)}, ${outcome.threshold.toFixed(2)} is needed`;
          return { tone: 'plain', text: `nearest: ${capability} of ${agent}, ${under}` };
        }),
        { tone: 'quiet', text: 'Nobody was asked. Say it in other words, or start an agent that does it.' },
      ];
    case 'needs-input':
      return [
        {
          tone: 'strong',
          text: `missing for ${outcome.capability}: ${outcome.missing.join(', ') || 'see the schema'}`,
        },
        ...outcome.missing.flatMap((field) => fieldLines(outcome.schema, field)),
      ];
    default:
      return [];
  }
}

function resultLines(output: unknown): readonly string[] {
  if (typeof output !== 'object' || output === null || Array.isArray(output)) return [valueText(output)];
  return Object.entries(output).flatMap(([key, value]) => {
    if (!isTexts(value)) return [`${key}: ${valueText(value)}`];
    return [`${key}:`, ...value.map((text) => `  ${text}`)];
  });
}

function valueText(value: unknown): string {
  if (typeof value === 'string') return value;
  const money = Money.safeParse(value);
  if (money.success && Object.keys(money.data).length === 2) return `${money.data.amount} ${money.data.currency}`;
  return JSON.stringify(value) ?? '';
}

// Several sentences are read one under the other.
function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 1 && value.every((each) => typeof each === 'string');
}

// The missing field's own part of the schema, where it has one.
function fieldLines(schema: Readonly<Record<string, unknown>>, field: string): readonly NarratedLine[] {
  const { properties } = schema as { properties?: Readonly<Record<string, unknown>> };
  const part = properties?.[field];
  return part === undefined ? [] : [{ tone: 'quiet', text: `${field}: ${JSON.stringify(part)}` }];
}
