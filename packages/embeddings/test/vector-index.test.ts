import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createVectorIndex } from '../src/index.ts';

const dims = 7;
/** Small whole numbers: every sum is exact, so that ties are real ties and scores may be compared with `toBe`. */
const vector = fc
  .array(fc.integer({ min: -8, max: 8 }), { minLength: dims, maxLength: dims })
  .map((n) => Float32Array.from(n));
const id = fc.integer({ min: 0, max: 40 }).map((n) => `id-${n}`);
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ add: id, vector }) },
  { weight: 1, arbitrary: fc.record({ remove: id }) },
);

const product = (a: Float32Array, b: Float32Array) => a.reduce((sum, number, i) => sum + number * b[i]!, 0);

describe('a vector index', () => {
  test('finds what a search through a plain map finds, after any adding, replacing and removing', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), vector, fc.integer({ min: 0, max: 50 }), (steps, query, k) => {
        const index = createVectorIndex(dims);
        const plain = new Map<string, Float32Array>();
        for (const next of steps) {
          if ('add' in next) {
            index.add(next.add, next.vector);
            plain.set(next.add, next.vector);
          } else {
            expect(index.remove(next.remove)).toBe(plain.delete(next.remove));
          }
        }
        const naive = [...plain].map(([key, stored]) => ({ id: key, score: product(stored, query) }));
        naive.sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
        expect(index.search(query, k)).toEqual(naive.slice(0, k));
        const scores = index.scores(query);
        expect(Object.fromEntries(index.ids.map((key, i) => [key, scores[i]]))).toEqual(
          Object.fromEntries(naive.map((neighbour) => [neighbour.id, neighbour.score])),
        );
        expect(index.size).toBe(plain.size);
        for (const key of plain.keys()) expect(index.has(key)).toBe(true);
      }),
    );
  });

  test('refuses vectors of another length or with numbers that are not finite, and stays as it was', () => {
    const index = createVectorIndex(2);
    index.add('a', Float32Array.of(1, 0));
    for (const bad of [Float32Array.of(1), Float32Array.of(1, 0, 0), Float32Array.of(Number.NaN, 0)]) {
      expect(() => index.add('a', bad)).toThrow(expect.objectContaining({ code: 'bad-vector' }));
      expect(() => index.search(bad, 1)).toThrow(expect.objectContaining({ code: 'bad-vector' }));
    }
    expect(index.search(Float32Array.of(1, 0), 5)).toEqual([{ id: 'a', score: 1 }]);
  });

  test.each([0, -1, 1.5, Number.NaN])('cannot be made for %d dims', (bad) => {
    expect(() => createVectorIndex(bad)).toThrow(RangeError);
  });

  test.each([-1, 1.5, Number.NaN])('cannot be searched for the %d best', (bad) => {
    expect(() => createVectorIndex(2).search(Float32Array.of(1, 0), bad)).toThrow(RangeError);
  });
});
