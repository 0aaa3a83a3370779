// The one way a capability is scored against an intent. The shortlist, the calibration of thresholds and the evaluation
// all call this function, so that what was measured is what runs.
//
// score = (1 - lexicalShare) * (half the best + half the mean cosine over description and examples)
//         + lexicalShare * (BM25 / the best BM25 this intent could reach)

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
  const { ids, counts, owners, lexical } = index.layout();
  const products = index.products(query.vector);
  const sums = new Float32Array(ids.length);
  const bests = new Float32Array(ids.length).fill(-1);
  for (let i = 0; i < products.length; i += 1) {
    const product = products[i]!;
    const owner = owners[i]!;
    sums[owner]! += product;
    if (product > bests[owner]!) bests[owner] = product;
  }
  const scores = bests;
  const half = (1 - lexicalShare) / 2;
  for (let i = 0; i < scores.length; i += 1) scores[i] = half * (bests[i]! + sums[i]! / counts[i]!);
  lexical.addScores(query.text, lexicalShare, scores);
  return { ids, scores };
}

/** The `k` best of some scores, best first; equal scores in the order of their ids. */
export function topOf({ ids, scores }: CapabilityScores, k: number): { id: string; score: number }[] {
  const kept: { id: string; score: number }[] = [];
  for (let i = 0; i < scores.length; i += 1) {
    const score = scores[i]!;
    const id = ids[i]!;
    const last = kept[kept.length - 1];
    if (kept.length === k && last !== undefined && score < last.score) continue;
    let at = kept.length;
    while (at > 0 && precedes(score, id, kept[at - 1]!)) at -= 1;
    kept.splice(at, 0, { id, score });
    if (kept.length > k) kept.pop();
  }
  return kept;
}

function precedes(score: number, id: string, other: { id: string; score: number }): boolean {
  return score > other.score || (score === other.score && id < other.id);
}
