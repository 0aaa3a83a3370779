// Nearest neighbours, exactly: every vector lies in one growing memory and a search multiplies through all of it, four
// numbers at a time. Up to tens of thousands of vectors nothing cleverer pays (docs/decisions/0012-exact-search-in-simd.md). It knows ids and numbers, never texts or models; whoever adds
// vectors of two spaces to one index compares what cannot be compared.

import { bestOf, type Neighbour } from './best-of.ts';
import { EmbeddingError } from './errors.ts';
import { SimdVectors } from './simd/dots.ts';

export interface VectorIndex {
  readonly dims: number;
  readonly size: number;
  /** The ids in the order of `scores`; the order changes with `add` and `remove`. */
  readonly ids: readonly string[];
  has(id: string): boolean;
  /** Adds a vector, or replaces the one with this id. Throws `bad-vector` on a wrong length or a number that is not finite. */
  add(id: string, vector: Float32Array): void;
  /** True where there was one. The last vector takes the place of the removed one. */
  remove(id: string): boolean;
  /** The `k` best, best first; equal scores in the order of their ids. Fewer where the index holds fewer. */
  search(vector: Float32Array, k: number): Neighbour[];
  /** Every dot product, `scores[i]` that of `ids[i]`; good until the index is used again. */
  scores(vector: Float32Array): Float32Array;
}

/** An empty index of vectors of `dims` numbers. */
export function createVectorIndex(dims: number): VectorIndex {
  if (!Number.isInteger(dims) || dims < 1)
    throw new RangeError(`An index needs a positive whole number of dims, not ${dims}.`);
  const store = new SimdVectors(dims);
  const ids: string[] = [];
  const slots = new Map<string, number>();

  const check = (vector: Float32Array): void => {
    if (vector.length !== dims) {
      throw new EmbeddingError(
        'bad-vector',
        `An index of ${dims} dims was given a vector of ${vector.length}: it is of another model.`,
      );
    }
    if (!isFiniteThroughout(vector))
      throw new EmbeddingError('bad-vector', 'A vector holds a number that is not finite.');
  };
  const slotFor = (id: string): number => {
    const known = slots.get(id);
    if (known !== undefined) return known;
    const slot = ids.push(id) - 1;
    slots.set(id, slot);
    return slot;
  };
  const scores = (vector: Float32Array): Float32Array => {
    check(vector);
    return store.products(vector, ids.length);
  };

  return {
    dims,
    get size() {
      return ids.length;
    },
    ids,
    has: (id) => slots.has(id),
    add(id, vector) {
      check(vector);
      store.set(slotFor(id), vector);
    },
    remove(id) {
      const slot = slots.get(id);
      if (slot === undefined) return false;
      const last = ids.length - 1;
      const lastId = ids[last]!;
      store.move(last, slot);
      ids[slot] = lastId;
      slots.set(lastId, slot);
      ids.pop();
      slots.delete(id);
      return true;
    },
    search: (vector, k) => bestOf(ids, scores(vector), k),
    scores,
  };
}

/** Zero times what is not finite is no number. */
function isFiniteThroughout(vector: Float32Array): boolean {
  let sum = 0;
  for (let i = 0; i < vector.length; i += 1) sum += vector[i]! * 0;
  return sum === 0;
}
