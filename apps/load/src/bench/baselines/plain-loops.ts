// The nearest neighbours as somebody would find them without a library: one loop over a Float32Array, the best few kept.
// Once with one sum, as anybody writes it; once with four side by side, as who knows processors writes it.

import { dims } from '../vectors.ts';

type Dot = (vectors: Float32Array, start: number, query: Float32Array) => number;

export interface PlainNeighbour {
  readonly position: number;
  readonly score: number;
}

const oneSum: Dot = (vectors, start, query) => {
  let sum = 0;
  for (let i = 0; i < dims; i += 1) sum += vectors[start + i]! * query[i]!;
  return sum;
};

const fourSums: Dot = (vectors, start, query) => {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let i = 0; i < dims; i += 4) {
    const at = start + i;
    a += vectors[at]! * query[i]!;
    b += vectors[at + 1]! * query[i + 1]!;
    c += vectors[at + 2]! * query[i + 2]!;
    d += vectors[at + 3]! * query[i + 3]!;
  }
  return a + b + c + d;
};

/** The `k` nearest of `count` vectors, best first. */
export function plainNearest(
  { vectors, count }: { readonly vectors: Float32Array; readonly count: number },
  query: Float32Array,
  k: number,
  sums: 1 | 4 = 1,
): PlainNeighbour[] {
  const dot = sums === 1 ? oneSum : fourSums;
  const best: PlainNeighbour[] = [];
  for (let position = 0; position < count; position += 1) {
    const score = dot(vectors, position * dims, query);
    if (best.length === k && score <= best[k - 1]!.score) continue;
    let at = best.length;
    while (at > 0 && score > best[at - 1]!.score) at -= 1;
    best.splice(at, 0, { position, score });
    if (best.length > k) best.pop();
  }
  return best;
}
