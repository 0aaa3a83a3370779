// What a test says of one adaptation: the value it must give with the steps in words, or the questions it must ask.

import { expect } from '@jest/globals';
import { Mapping } from '@parley/protocol';
import { type Adapted, createAdapter, describeSteps, type JsonSchema, type MissingField } from '../../src/index.ts';
import { axisEmbedder } from './words.ts';

const adapter = createAdapter({ embedder: axisEmbedder({ amount: 0, sum: 0 }) });

export const text = { type: 'string' };
export const number = { type: 'number' };

export function object(properties: Record<string, JsonSchema>, required = Object.keys(properties)): JsonSchema {
  return { type: 'object', properties, required };
}

export function adapt(payload: unknown, target: JsonSchema, source?: JsonSchema): Promise<Adapted> {
  return adapter.adapt({ payload, target, ...(source === undefined ? {} : { source }) });
}

/** Expects an adapted value, and steps that a bid can tell; gives them in words. */
export async function told(payload: unknown, target: JsonSchema, value: unknown, source?: JsonSchema): Promise<string> {
  const answer = await adapt(payload, target, source);
  expect(answer).toMatchObject({ status: 'adapted', value });
  for (const step of answer.steps) expect(Mapping.parse(step)).toEqual(step);
  return describeSteps(answer.steps);
}

/** Expects questions, and gives them. */
export async function asked(payload: unknown, target: JsonSchema): Promise<MissingField[]> {
  const answer = await adapt(payload, target);
  if (answer.status !== 'missing') throw new Error(`it was ${answer.status}: ${JSON.stringify(answer)}`);
  return answer.missing;
}
