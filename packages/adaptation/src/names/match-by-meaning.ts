// Pairs by what fields mean: the model's similarity of their names and descriptions, held to a threshold and to a margin
// over the second best from either side, with all pairs chosen at once by an assignment. What is opposed is never paired.

import munkres from 'munkres';
import type { SourceValue, TargetField } from '../fields.ts';
import type { Matching } from '../matching.ts';
import type { Meanings } from '../meanings.ts';
import type { Thresholds } from '../thresholds.ts';
import { type Score, scorer } from './score-meaning.ts';

/** Fields that something could have been meant for, without being sure enough. */
export type Doubts = Map<TargetField, SourceValue[]>;

/** Most values and fields compared with each other. */
const comparedMax = 60;
const candidatesMax = 5;

export function matchByMeaning(
  matching: Matching,
  meanings: Meanings,
  limits: Thresholds,
  fits: (source: SourceValue, target: TargetField) => boolean,
): Doubts {
  const doubts: Doubts = new Map();
  const sources = matching.sources.filter((each) => !each.inner && matching.isFreeSource(each)).slice(0, comparedMax);
  const targets = matching.targets.filter((each) => !each.inner && matching.isFreeTarget(each)).slice(0, comparedMax);
  if (sources.length === 0 || targets.length === 0) return doubts;
  const allSources = matching.sources.filter((each) => !each.inner).slice(0, 2 * comparedMax);
  const allTargets = matching.targets.filter((each) => !each.inner).slice(0, 2 * comparedMax);
  const score = scorer(matching, meanings, fits);
  const costs = sources.map((source) => targets.map((target) => costOf(score(source, target))));
  for (const [row, column] of munkres(costs)) {
    const [source, target] = [sources[row]!, targets[column]!];
    const { similarity, allowed, byLetters } = score(source, target);
    if (!allowed) continue;
    const rivals = [
      ...allTargets.filter((each) => each !== target).map((each) => score(source, each).similarity),
      ...allSources.filter((each) => each !== source).map((each) => score(each, target).similarity),
    ];
    const margin = similarity - Math.max(0, ...rivals);
    if (similarity >= limits.similarity && margin >= limits.margin && similarity + margin >= limits.together) {
      const pair = { source, target };
      if (byLetters) matching.add({ ...pair, kind: 'abbreviation' });
      else matching.add({ ...pair, kind: 'meaning', similarity: Math.min(1, similarity) });
    }
  }
  for (const target of targets.filter((each) => matching.isFreeTarget(each))) {
    const likely = sources
      .filter((source) => matching.isFreeSource(source))
      .map((source) => ({ source, similarity: score(source, target).similarity }))
      .filter(({ similarity }) => similarity >= limits.doubt)
      .sort((a, b) => b.similarity - a.similarity);
    const shown = likely.slice(0, candidatesMax).map(({ source }) => source);
    if (shown.length > 0) doubts.set(target, shown);
  }
  return doubts;
}

/** What must not be paired costs more than any pair that may. */
function costOf({ similarity, allowed }: Score): number {
  return allowed ? 1 - similarity : 2;
}
