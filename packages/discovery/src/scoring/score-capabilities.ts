// The one way a capability is scored against an intent. The shortlist, the calibration of thresholds and the evaluation
// all call this function, so that what was measured is what runs.
//
// score = (1 - lexicalShare) * (half the best + half the mean cosine over description and examples)
//         + lexicalShare * (BM25 / the best BM25 this intent could reach)

import { bestOf, type Neighbour } from '@parley/embeddings';
import type { CapabilityIndex } from './capability-index.ts';

/** The part of words in a score; chosen on CLINC150's validation part and the calibration set, never on a test set. */
export const lexicalShare = 0.15;

export interface ScoredQuery {
  readonly text: string;
  /** Norm 1, of the index's space. */
  readonly vector: Float32Array;
}

/** `scores[i]` belongs to `ids[i]`; about 0 to 1, higher is nearer. */
export interface CapabilityScores {
  readonly ids: readonly string[];
  readonly scores: Float32Array;
}

/** Scores every capability of the index. Throws EmbeddingError `bad-vector` where the query is of another length. */
export function scoreCapabilities(index: CapabilityIndex, query: ScoredQuery): CapabilityScores {
  const { ids, lexical } = index.layout();
  const scores = meaningScores(index, query.vector);
  lexical.addScores(query.text, lexicalShare, scores);
  return { ids, scores };
}

function meaningScores(index: CapabilityIndex, vector: Float32Array): Float32Array {
  const { ids, counts, owners, isOneEach } = index.layout();
  const products = index.products(vector);
  const scores = new Float32Array(ids.length);
  const share = 1 - lexicalShare;
  if (isOneEach) {
    for (let i = 0; i < scores.length; i += 1) scores[i] = share * products[i]!;
    return scores;
  }
  scores.fill(-1);
  const sums = new Float32Array(ids.length);
  for (let i = 0; i < products.length; i += 1) {
    const product = products[i]!;
    const owner = owners[i]!;
    sums[owner]! += product;
    if (product > scores[owner]!) scores[owner] = product;
  }
  for (let i = 0; i < scores.length; i += 1) scores[i] = (share / 2) * (scores[i]! + sums[i]! / counts[i]!);
  return scores;
}

/** The `k` best of some scores, best first; equal scores in the order of their ids. */
export function topOf({ ids, scores }: CapabilityScores, k: number): Neighbour[] {
  return bestOf(ids, scores, k);
}
