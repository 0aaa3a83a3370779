// Vectors to search in, the same in every process that asks for so many: random, of norm 1, in groups of ten that lie
// near each other, as capabilities do. A query lies near one of them, so that it has a clear answer.

export const dims = 384;
const groupSize = 10;

/** `vectors` one after another in one array, and queries of the same length. */
export interface VectorSet {
  readonly count: number;
  readonly vectors: Float32Array;
  readonly queries: readonly Float32Array[];
}

export function vectorSet(count: number, queryCount: number): VectorSet {
  const random = seeded(20_261_127);
  const noise = () => 2 * random() - 1;
  const vectors = new Float32Array(count * dims);
  const center = new Float32Array(dims);
  for (let i = 0; i < count; i += 1) {
    if (i % groupSize === 0) for (let at = 0; at < dims; at += 1) center[at] = noise();
    const vector = vectors.subarray(i * dims, (i + 1) * dims);
    for (let at = 0; at < dims; at += 1) vector[at] = center[at]! + 0.7 * noise();
    normalise(vector);
  }
  const queries = Array.from({ length: queryCount }, () => {
    const start = Math.floor(random() * count) * dims;
    const scale = 0.5 / Math.sqrt(dims / 3);
    return normalise(Float32Array.from({ length: dims }, (_, at) => vectors[start + at]! + scale * noise()));
  });
  return { count, vectors, queries };
}

function normalise(vector: Float32Array): Float32Array {
  let sum = 0;
  for (const each of vector) sum += each * each;
  const norm = Math.sqrt(sum);
  for (let at = 0; at < vector.length; at += 1) vector[at]! /= norm;
  return vector;
}

/** Mulberry32: small, fast and good enough to lay out test data. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
