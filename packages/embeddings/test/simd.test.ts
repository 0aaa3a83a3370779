import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import wabt from 'wabt';
import { createVectorIndex } from '../src/index.ts';
import { moduleBase64 } from '../src/simd/module-bytes.ts';

test('the bytes of the module are what its source is built to', async () => {
  const source = readFileSync(join(import.meta.dirname, '..', 'src', 'simd', 'dots.wat'), 'utf8');
  const built = (await wabt()).parseWat('dots.wat', source, { simd: true });
  built.resolveNames();
  built.validate();
  expect(Buffer.from(built.toBinary({}).buffer).toString('base64')).toBe(moduleBase64);
});

const numbers = fc.float({ min: -1, max: 1, noNaN: true });

/** An index's history: what is added or removed, by small ids, so that some are replaced and some are not there. */
const histories = fc.integer({ min: 1, max: 41 }).chain((dims) =>
  fc.record({
    dims: fc.constant(dims),
    query: fc.array(numbers, { minLength: dims, maxLength: dims }),
    steps: fc.array(
      fc.record({
        id: fc.integer({ min: 0, max: 30 }),
        vector: fc.option(fc.array(numbers, { minLength: dims, maxLength: dims }), { nil: undefined }),
      }),
      { maxLength: 80 },
    ),
  }),
);

test('whatever is added, replaced and removed, the products are those of a plain loop', () => {
  fc.assert(
    fc.property(histories, ({ dims, query, steps }) => {
      const index = createVectorIndex(dims);
      const expected = new Map<string, Float32Array>();
      for (const { id, vector } of steps) {
        if (vector === undefined) {
          expect(index.remove(`v${id}`)).toBe(expected.delete(`v${id}`));
        } else {
          index.add(`v${id}`, Float32Array.from(vector));
          expected.set(`v${id}`, Float32Array.from(vector));
        }
      }
      const asked = Float32Array.from(query);
      const products = index.scores(asked);
      expect(new Set(index.ids)).toEqual(new Set(expected.keys()));
      expect(products).toHaveLength(expected.size);
      for (const [at, id] of index.ids.entries()) {
        const product = expected.get(id)!.reduce((sum, each, i) => sum + each * asked[i]!, 0);
        expect(products[at]).toBeCloseTo(product, 5);
      }
    }),
    { seed: 11, numRuns: 300 },
  );
});

test('vectors stay what they are while the memory grows to thousands', () => {
  const dims = 24;
  const index = createVectorIndex(dims);
  const one = (i: number) => Float32Array.from({ length: dims }, (_, at) => (at === i % dims ? 1 + i / 10_000 : 0));
  for (let i = 0; i < 5_000; i += 1) index.add(`v${i}`, one(i));
  for (let i = 0; i < 5_000; i += 97) {
    const [nearest] = index.search(
      Float32Array.from({ length: dims }, (_, at) => (at === i % dims ? 1 : 0)),
      1,
    );
    // The last of those on this axis is the longest.
    expect(Number(nearest!.id.slice(1)) % dims).toBe(i % dims);
    expect(Number(nearest!.id.slice(1))).toBeGreaterThanOrEqual(5_000 - dims);
  }
});
