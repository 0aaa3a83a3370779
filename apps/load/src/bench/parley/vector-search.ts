// Parley's vector index. Before anything is measured every query's answer is held against that of the plain loop.

import { createVectorIndex } from '@parley/embeddings';
import { plainNearest } from '../baselines/plain-loops.ts';
import type { Open } from '../order.ts';
import { otherAnswer, searchesOf, searchFor, searchQueryCount } from '../search-task.ts';
import { dims, vectorSet } from '../vectors.ts';

const open: Open = async ({ options }) => {
  const count = options.count as number;
  const set = vectorSet(count, searchQueryCount);
  const index = createVectorIndex(dims);
  for (let i = 0; i < count; i += 1) index.add(`vector-${i}`, set.vectors.subarray(i * dims, (i + 1) * dims));
  const nearest = set.queries.map((query) => {
    const expected = plainNearest(set, query, searchFor).map(({ position }) => `vector-${position}`);
    const found = index.search(query, searchFor).map(({ id }) => id);
    if (found.join() !== expected.join()) throw otherAnswer();
    return expected[0]!;
  });
  const search = (at: number) => {
    if (index.search(set.queries[at]!, searchFor)[0]?.id !== nearest[at]) throw otherAnswer();
  };
  return { ...searchesOf(count, set.queries.length, search), close: async () => undefined };
};
export default open;
