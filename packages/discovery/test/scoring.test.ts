// The one score: what it is made of, and that adding and removing leave no trace.

import { describe, expect, test } from '@jest/globals';
import { unitVector } from '@parley/embeddings';
import fc from 'fast-check';
import { createCapabilityIndex, scoreCapabilities, topOf } from '../src/index.ts';
import { lexicalShare } from '../src/scoring/score-capabilities.ts';
import { termsOf } from '../src/scoring/terms.ts';

const dims = 4;
const unit = (...numbers: number[]) => unitVector(numbers, dims);
const x = unit(1, 0, 0, 0);
const y = unit(0, 1, 0, 0);

describe('the score of a capability', () => {
  test('is half its best and half its mean vector where no word is shared', () => {
    const index = createCapabilityIndex(dims);
    index.add('a', ['alpha', 'beta'], [x, y]);
    const { scores } = scoreCapabilities(index, { text: 'gamma', vector: x });
    expect(scores[0]).toBeCloseTo((1 - lexicalShare) * (0.5 * 1 + 0.5 * 0.5), 6);
  });

  test('grows with shared words, and never beyond the share of words', () => {
    const index = createCapabilityIndex(dims);
    index.add('a', ['refund refund refund refund an order'], [y]);
    index.add('b', ['play music'], [y]);
    const { ids, scores } = scoreCapabilities(index, { text: 'Refunds, please!', vector: x });
    const of = (id: string) => scores[ids.indexOf(id)]!;
    expect(of('a')).toBeGreaterThan(0.3 * lexicalShare);
    expect(of('a')).toBeLessThan(lexicalShare);
    expect(of('b')).toBe(0);
  });

  test('is not moved by function words and numbers, however rare they are among the adverts', () => {
    expect(termsOf('I need to process $50 USD for the landlord')).toEqual(['process', 'usd', 'landlord']);
  });

  test('reads words of any script', () => {
    expect(termsOf('Überweise 20€ – 送金')).toEqual(['überweis', '送金']);
  });

  test('of an intent without any word is its meaning alone', () => {
    const index = createCapabilityIndex(dims);
    index.add('a', ['pay'], [x]);
    expect(scoreCapabilities(index, { text: '?!', vector: x }).scores[0]).toBeCloseTo(1 - lexicalShare, 6);
  });

  test('refuses a query of another length', () => {
    const index = createCapabilityIndex(dims);
    index.add('a', ['pay'], [x]);
    expect(() => scoreCapabilities(index, { text: 'pay', vector: new Float32Array(3) })).toThrow(/dims/);
  });
});

describe('an index of capabilities', () => {
  const vector = fc
    .array(fc.integer({ min: -9, max: 9 }), { minLength: dims, maxLength: dims })
    .filter((numbers) => numbers.some((each) => each !== 0))
    .map((numbers) => unitVector(numbers, dims));
  const words = fc.constantFrom('pay', 'sing', 'refund an order', 'play music', 'pay a bill');
  const entry = fc.integer({ min: 1, max: 4 }).chain((size) =>
    fc.record({
      texts: fc.array(words, { minLength: size, maxLength: size }),
      vectors: fc.array(vector, { minLength: size, maxLength: size }),
    }),
  );
  const step = fc.record({ id: fc.constantFrom('a', 'b', 'c', 'd', 'e'), entry: fc.option(entry) });

  test('scores after any adding, replacing and removing as one that was made anew', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), vector, words, (steps, query, text) => {
        const index = createCapabilityIndex(dims);
        const left = new Map<string, { texts: string[]; vectors: Float32Array[] }>();
        for (const { id, entry: added } of steps) {
          left.delete(id);
          if (added === null) {
            index.remove(id);
          } else {
            index.add(id, added.texts, added.vectors);
            left.set(id, added);
          }
          scoreCapabilities(index, { text, vector: query });
        }
        const fresh = createCapabilityIndex(dims);
        for (const [id, { texts, vectors }] of left) fresh.add(id, texts, vectors);
        const rounded = (of: typeof index) =>
          topOf(scoreCapabilities(of, { text, vector: query }), 9)
            .map(({ id, score }) => `${id} ${Math.abs(score).toFixed(4)}`)
            .sort();
        expect(rounded(index)).toEqual(rounded(fresh));
      }),
      { numRuns: 200 },
    );
  });

  test('gives the best first, and equals in the order of their ids', () => {
    const scores = { ids: ['c', 'a', 'b', 'd'], scores: Float32Array.of(0.5, 0.5, 0.9, 0.1) };
    expect(topOf(scores, 3).map(({ id }) => id)).toEqual(['b', 'a', 'c']);
    expect(topOf(scores, 0)).toEqual([]);
  });
});
