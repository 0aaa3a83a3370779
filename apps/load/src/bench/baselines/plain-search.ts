// The plain loop, measured: over the vectors as they are, or as an advert carries them (rounded to int8 and back), where
// it stands beside a shortlist.

import { dequantise, quantise, unitVector } from '@parley/embeddings';
import type { Open } from '../order.ts';
import {
  otherAnswer,
  searchesOf,
  searchFor,
  searchQueryCount,
  shortlistFor,
  shortlistQueryCount,
} from '../search-task.ts';
import { dims, vectorSet } from '../vectors.ts';
import { plainNearest } from './plain-loops.ts';

const open: Open = async ({ options }) => {
  const count = options.count as number;
  const isShortlist = options.advertised === true;
  const set = vectorSet(count, isShortlist ? shortlistQueryCount : searchQueryCount);
  if (isShortlist) asAdvertised(set.vectors);
  const sums = options.sums as 1 | 4;
  const k = isShortlist ? shortlistFor : searchFor;
  const search = (at: number) => {
    if (plainNearest(set, set.queries[at]!, k, sums).length !== k) throw otherAnswer();
  };
  return { ...searchesOf(count, set.queries.length, search), close: async () => undefined };
};
export default open;

/** In place: what a reader of adverts has, so that both sides search the same numbers. */
export function asAdvertised(vectors: Float32Array): void {
  for (let start = 0; start < vectors.length; start += dims) {
    vectors.set(unitVector(dequantise(quantise(vectors.subarray(start, start + dims))), dims), start);
  }
}
