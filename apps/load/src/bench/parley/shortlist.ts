// Parley's shortlist for an intent whose vector is there already, among so many capabilities. A word of the intent
// stands in every description, so that the lexical share is worked out and decides nothing: the answer is that of the
// plain loop over the same vectors, and some are held against it before anything is measured.

import { type ShortlistAnswer, shortlist } from '@parley/discovery';
import type { Embedder } from '@parley/embeddings';
import { plainNearest } from '../baselines/plain-loops.ts';
import { asAdvertised } from '../baselines/plain-search.ts';
import type { Open } from '../order.ts';
import { otherAnswer, searchesOf, shortlistFor, shortlistQueryCount } from '../search-task.ts';
import { dims, vectorSet } from '../vectors.ts';
import { advertised, agentOf } from './advertised.ts';

const space = 'bench-384';
/** A query's own group of ten passes it, others do not: as with a model's. */
const threshold = 0.3;
const checkedCount = 128;

const open: Open = async ({ options }) => {
  const count = options.count as number;
  const set = vectorSet(count, shortlistQueryCount);
  const descriptions = Array.from({ length: count }, (_, i) => `Capability ${i}: the service of thing-${i}`);
  const replica = await advertised(descriptions, embedderOf(set.vectors));
  asAdvertised(set.vectors);
  const queries = set.queries.map((vector, i) => ({ text: `a service for client-${i}`, vector, space }));
  const find = (at: number) => shortlist(replica, queries[at]!, { size: shortlistFor, threshold });
  const expected = set.queries.slice(0, checkedCount).map((query) => {
    const nearest = plainNearest(set, query, shortlistFor);
    return nearest.map(({ position }) => `${agentOf(position)} capability-${position}`).join();
  });
  for (const [at, names] of expected.entries()) if (namesOf(find(at)) !== names) throw otherAnswer();
  const search = (at: number) => {
    if (find(at).type !== 'candidates') throw otherAnswer();
  };
  return { ...searchesOf(count, queries.length, search), close: async () => replica.close() };
};
export default open;

function namesOf(answer: ShortlistAnswer): string {
  if (answer.type !== 'candidates') return answer.type;
  return answer.candidates.map(({ agent, capability }) => `${agent} ${capability}`).join();
}

/** The vector of a description is the one at its number. */
function embedderOf(vectors: Float32Array): Embedder {
  return {
    info: { space, model: space, dims, kind: 'static', degraded: false, loader: 'none' },
    ready: async () => undefined,
    embed: async (texts) =>
      texts.map((text) => {
        const position = Number(/thing-(\d+)/.exec(text)?.[1]);
        return vectors.slice(position * dims, (position + 1) * dims);
      }),
    close: async () => undefined,
  };
}
