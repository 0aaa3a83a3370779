// Runs a set through the real index and the real score, and counts. It embeds nothing and prints nothing.

import { type CapabilityIndex, createCapabilityIndex, scoreCapabilities, textsOf } from '../src/index.ts';
import type { EmbeddedTexts } from './embed-texts.ts';
import type { EvaluationSet } from './evaluation-set.ts';

/** All from 0 to 1; null where the set has nothing to count it on. */
export interface Figures {
  /** The right capability is the first. */
  readonly recallAt1: number;
  /** The right capability is among the first five. */
  readonly recallAt5: number;
  /** `recallAt1` of utterances that share no word stem with their capability. */
  readonly recallAt1Paraphrases: number | null;
  /** The chance that an in-scope utterance's top score is above an out-of-scope one's. */
  readonly auroc: number;
  readonly aurocNear: number | null;
  readonly aurocFar: number | null;
  readonly threshold: number;
  /** Out of scope and routed all the same, at the threshold. */
  readonly falseRouteRate: number;
  readonly falseRouteRateNear: number | null;
  readonly falseRouteRateFar: number | null;
  /** In scope and turned away, at the threshold. */
  readonly falseRefusalRate: number;
  readonly recallAt1ByGroup: Readonly<Record<string, number>>;
}

interface Judged {
  readonly top: number;
  /** Of the right capability, from 1; infinite where it has none. */
  readonly rank: number;
}

/** All texts a set needs embedded. */
export function textsOfSet(set: EvaluationSet): string[] {
  return [...set.capabilities.flatMap(textsOf), ...set.inScope.map((each) => each.text)].concat(
    set.outOfScope.map((each) => each.text),
  );
}

export function measureSet(set: EvaluationSet, embedded: EmbeddedTexts, dims: number, threshold: number): Figures {
  const index = indexOf(set, embedded, dims);
  const served = set.inScope.map((each) => ({ ...each, ...judge(index, embedded, each.text, each.capability) }));
  const unserved = set.outOfScope.map((each) => ({ ...each, ...judge(index, embedded, each.text) }));
  const near = unserved.filter((each) => each.near === true);
  const far = unserved.filter((each) => each.near === false);
  const recall = (among: readonly Judged[], k: number) => shareOf(among, (each) => each.rank <= k);
  const passing = (each: Judged) => each.top >= threshold;
  const paraphrases = served.filter((each) => each.paraphrase);
  const groups = Map.groupBy(served, (each) => each.group);
  return {
    recallAt1: recall(served, 1),
    recallAt5: recall(served, 5),
    recallAt1Paraphrases: paraphrases.length === 0 ? null : recall(paraphrases, 1),
    auroc: aurocOf(served, unserved),
    aurocNear: near.length === 0 ? null : aurocOf(served, near),
    aurocFar: far.length === 0 ? null : aurocOf(served, far),
    threshold,
    falseRouteRate: shareOf(unserved, passing),
    falseRouteRateNear: near.length === 0 ? null : shareOf(near, passing),
    falseRouteRateFar: far.length === 0 ? null : shareOf(far, passing),
    falseRefusalRate: shareOf(served, (each) => !passing(each)),
    recallAt1ByGroup: Object.fromEntries([...groups].map(([group, among]) => [group, recall(among, 1)])),
  };
}

/** The mean of each figure over several runs of one shape. */
export function meanOf(runs: readonly Figures[]): Figures {
  const mean = (pick: (figures: Figures) => number) => runs.reduce((sum, each) => sum + pick(each), 0) / runs.length;
  const maybe = (pick: (figures: Figures) => number | null) =>
    runs.some((each) => pick(each) === null) ? null : mean((each) => pick(each)!);
  const groups = Object.keys(runs[0]!.recallAt1ByGroup);
  return {
    recallAt1: mean((each) => each.recallAt1),
    recallAt5: mean((each) => each.recallAt5),
    recallAt1Paraphrases: maybe((each) => each.recallAt1Paraphrases),
    auroc: mean((each) => each.auroc),
    aurocNear: maybe((each) => each.aurocNear),
    aurocFar: maybe((each) => each.aurocFar),
    threshold: mean((each) => each.threshold),
    falseRouteRate: mean((each) => each.falseRouteRate),
    falseRouteRateNear: maybe((each) => each.falseRouteRateNear),
    falseRouteRateFar: maybe((each) => each.falseRouteRateFar),
    falseRefusalRate: mean((each) => each.falseRefusalRate),
    recallAt1ByGroup: Object.fromEntries(groups.map((group) => [group, mean((each) => each.recallAt1ByGroup[group]!)])),
  };
}

function indexOf(set: EvaluationSet, embedded: EmbeddedTexts, dims: number): CapabilityIndex {
  const index = createCapabilityIndex(dims);
  for (const capability of set.capabilities) {
    const texts = textsOf(capability);
    const vectors = texts.map((text) => embedded.get(text)).filter((vector) => vector !== undefined);
    if (vectors.length > 0) index.add(capability.id, texts, vectors);
  }
  return index;
}

function judge(index: CapabilityIndex, embedded: EmbeddedTexts, text: string, right?: string): Judged {
  const vector = embedded.get(text);
  if (vector === undefined) return { top: 0, rank: Number.POSITIVE_INFINITY };
  const { ids, scores } = scoreCapabilities(index, { text, vector });
  const own = right === undefined ? -1 : ids.indexOf(right);
  const ownScore = scores[own] ?? Number.NEGATIVE_INFINITY;
  let top = Number.NEGATIVE_INFINITY;
  let better = 0;
  for (const [i, score] of scores.entries()) {
    if (score > top) top = score;
    // A tie counts against it: nobody may pass by scoring all the same.
    if (i !== own && score >= ownScore) better += 1;
  }
  return { top, rank: own === -1 ? Number.POSITIVE_INFINITY : better + 1 };
}

function aurocOf(positives: readonly Judged[], negatives: readonly Judged[]): number {
  let wins = 0;
  for (const { top } of positives) {
    for (const other of negatives) wins += top > other.top ? 1 : top === other.top ? 0.5 : 0;
  }
  return wins / (positives.length * negatives.length);
}

function shareOf<Item>(items: readonly Item[], holds: (item: Item) => boolean): number {
  return items.filter(holds).length / items.length;
}
