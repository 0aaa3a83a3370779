// The few best of many scores, without putting the others in order. It knows ids and numbers, and not what was scored.

/** A neighbour: `score` is the dot product with the query, the cosine where all vectors have norm 1. */
export interface Neighbour {
  readonly id: string;
  readonly score: number;
}

/**
 * The `k` best, best first; equal scores in the order of their ids. By insertion into a short sorted list: k is small,
 * and most scores lose to the worst kept at once. Throws RangeError where `k` is no whole number from 0.
 */
export function bestOf(ids: readonly string[], scores: Float32Array, k: number): Neighbour[] {
  if (!Number.isInteger(k) || k < 0) throw new RangeError(`k must be a whole number from 0, not ${k}.`);
  const kept: Neighbour[] = [];
  if (k === 0) return kept;
  let worst = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < scores.length; i += 1) {
    if (scores[i]! < worst) continue;
    const candidate = { id: ids[i]!, score: scores[i]! };
    let at = kept.length;
    while (at > 0 && precedes(candidate, kept[at - 1]!)) at -= 1;
    kept.splice(at, 0, candidate);
    if (kept.length > k) kept.pop();
    if (kept.length === k) worst = kept[k - 1]!.score;
  }
  return kept;
}

function precedes(a: Neighbour, b: Neighbour): boolean {
  return a.score > b.score || (a.score === b.score && a.id < b.id);
}
