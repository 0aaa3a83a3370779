// The project's own set with the bundled model: what the README claims, held to the goals on both halves.

import { afterAll, describe, expect, test } from '@jest/globals';
import { cached, createWorkerEmbedder, resolveModel } from '@parley/embeddings';
import { deriveSet, rulesOf } from '../eval/derive.ts';
import { figuresOf, goals, judgeAll } from '../eval/measure.ts';
import { samplesOf } from '../eval/sample.ts';
import { createAdapter, type JsonSchema } from '../src/index.ts';

const embedder = cached(createWorkerEmbedder({ model: resolveModel(), requestTimeoutMs: 60_000 }));
const adapter = createAdapter({ embedder });
afterAll(() => embedder.close());

const sets = ['calibration', 'held-out'] as const;

test('there are 500 changes and more, and no rule or capability is in both halves', () => {
  expect(sets.flatMap((set) => deriveSet(set, 1)).length).toBeGreaterThanOrEqual(500);
  const [rules, heldOut] = sets.map((set) => rulesOf[set].map(({ name }) => name));
  expect(rules!.filter((name) => heldOut!.includes(name))).toEqual([]);
  const [names, others] = sets.map((set) => samplesOf(set).map(({ capability }) => capability.name));
  expect(names!.filter((name) => others!.includes(name))).toEqual([]);
});

test.each(sets)('every payload of the %s set is valid as it is', async (set) => {
  for (const { capability, payload } of samplesOf(set)) {
    const answer = await adapter.adapt({ payload, target: capability.schema as JsonSchema });
    expect([capability.name, answer.status]).toEqual([capability.name, 'ok']);
  }
});

describe('of the changes', () => {
  test.each(sets)('of the %s set few are asked about, and next to none are wrong', async (set) => {
    const judged = await judgeAll(adapter, deriveSet(set, 1));
    const { wrongRate, askedRate } = figuresOf(judged);
    expect(judged.filter(({ verdict }) => verdict === 'wrong').length / judged.length).toBe(wrongRate);
    expect(wrongRate).toBeLessThanOrEqual(goals.wrongRateMax);
    expect(askedRate).toBeLessThanOrEqual(goals.askedRateMax);
  });
});
