// The committed thresholds are those that the models have on the calibration set today; another model gets one at load.

import { afterAll, describe, expect, test } from '@jest/globals';
import { createWorkerEmbedder, type Embedder, resolveModel } from '@parley/embeddings';
import { hashedWords } from '../eval/hashed-words.ts';
import { calibrate, openReplica, thresholdFor, thresholdOf } from '../src/index.ts';
import { measureThreshold } from '../src/threshold/calibrate.ts';
import { collector, createWorld, mesh } from './support/world.ts';

const open: Embedder[] = [];
afterAll(() => Promise.all(open.map((embedder) => embedder.close())));

describe('the committed threshold', () => {
  test.each(['static-384', 'all-MiniLM-L6-v2'])(
    'of %s is what it has on the calibration set',
    async (model) => {
      const embedder = createWorkerEmbedder({ model: resolveModel({ model }), requestTimeoutMs: 60_000 });
      open.push(embedder);
      expect(Math.abs((await measureThreshold(embedder)) - thresholdFor(embedder.info.space)!)).toBeLessThan(0.005);
    },
    90_000,
  );
});

describe('another model', () => {
  test('has a threshold from the moment its replica is ready', async () => {
    const { clock, connect, settle } = createWorld();
    const words = hashedWords();
    const embedder = { ...words, info: { ...words.info, space: 'calibrated-at-load' } };
    expect(thresholdFor('calibrated-at-load')).toBeUndefined();
    const replica = await openReplica(connect(), { mesh, clock, embedder });
    await settle(replica.ready);
    expect(thresholdFor('calibrated-at-load')).toBeGreaterThan(0);
  });

  test('that cannot embed is reported, and the replica is ready all the same', async () => {
    const { clock, connect, settle } = createWorld();
    const { problems, onProblem } = collector();
    const words = hashedWords();
    const embed = () => Promise.reject(new Error('out of reach'));
    const embedder = { ...words, embed, info: { ...words.info, space: 'never-calibrated' } };
    await settle((await openReplica(connect(), { mesh, clock, embedder, onProblem })).ready);
    expect(problems.map((problem) => problem.code)).toEqual(['not-calibrated']);
    expect(thresholdFor('never-calibrated')).toBeUndefined();
  });

  test('is measured once however many ask', async () => {
    const words = hashedWords();
    let texts = 0;
    const embedder: Embedder = {
      ...words,
      info: { ...words.info, space: 'measured-once' },
      embed: (asked) => {
        texts += asked.length;
        return words.embed(asked);
      },
    };
    const [one, other] = await Promise.all([calibrate(embedder), calibrate(embedder)]);
    const once = texts;
    expect(one).toBe(other);
    await measureThreshold(embedder);
    expect(texts).toBe(2 * once);
  });
});

test('a threshold keeps 95 of 100 scores', () => {
  const scores = Array.from({ length: 100 }, (_, i) => (i + 1) / 100);
  const threshold = thresholdOf(scores.toReversed());
  expect(scores.filter((score) => score >= threshold)).toHaveLength(95);
  expect(() => thresholdOf([])).toThrow(/calibration/);
});
