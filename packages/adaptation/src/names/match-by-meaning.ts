// Pairs by what fields mean: the model's similarity of their names and descriptions, held to a threshold and to a margin
// over the second best from either side, with all pairs chosen at once by an assignment. What is opposed is never paired.

import munkres from 'munkres';
import { envelopes, type SourceValue, type TargetField } from '../fields.ts';
import type { Matching } from '../matching.ts';
import type { Meanings } from '../meanings.ts';
import type { Thresholds } from '../thresholds.ts';
import { mayAbbreviate } from './abbreviations.ts';
import { contrastOf } from './contrasts.ts';

/** Fields that something could have been meant for, without being sure enough. */
export type Doubts = Map<TargetField, SourceValue[]>;

/** Most values and fields compared with each other. */
const comparedMax = 60;
const abbreviated = 0.85;

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
  const costs = sources.map((source) => targets.map((target) => 1 - score(source, target)));
  for (const [row, column] of munkres(costs)) {
    const [source, target] = [sources[row]!, targets[column]!];
    const similarity = score(source, target);
    if (similarity <= 0) continue;
    const rivals = [
      ...allTargets.filter((each) => each !== target).map((each) => score(source, each)),
      ...allSources.filter((each) => each !== source).map((each) => score(each, target)),
    ];
    const second = Math.max(0, ...rivals);
    if (similarity >= limits.similarity && similarity - second >= limits.margin) {
      matching.add({ source, target, kind: 'meaning', similarity: Math.min(1, similarity) });
    }
  }
  for (const target of targets.filter((each) => matching.isFreeTarget(each))) {
    const likely = sources
      .filter((source) => matching.isFreeSource(source))
      .map((source) => ({ source, similarity: score(source, target) }))
      .filter(({ similarity }) => similarity >= limits.doubt)
      .sort((a, b) => b.similarity - a.similarity);
    if (likely.length > 0)
      doubts.set(
        target,
        likely.slice(0, 5).map(({ source }) => source),
      );
  }
  return doubts;
}

/** 0 where two must not be paired; otherwise the similarity, from 0 to 1. */
function scorer(
  matching: Matching,
  meanings: Meanings,
  fits: (source: SourceValue, target: TargetField) => boolean,
): (source: SourceValue, target: TargetField) => number {
  const known = new Map<SourceValue, Map<TargetField, number>>();
  const compute = (source: SourceValue, target: TargetField): number => {
    const contrast = contrastOf(source.plainWords, target.plainWords);
    if (contrast === 'opposed' || !fits(source, target)) return 0;
    if (contrast === 'one-sided' && hasCounterpart(source, target, matching)) return 0;
    const [a, b] = [source.plainWords, target.plainWords];
    if (
      a.length === b.length &&
      a.every((word, i) => word === b[i] || mayAbbreviate(word, b[i]!) || mayAbbreviate(b[i]!, word))
    ) {
      return abbreviated;
    }
    const [nameA, nameB] = [nameOf(source), nameOf(target)];
    if (nameA === '' || nameB === '') return 0;
    const byName = meanings.similarity(nameA, nameB) ?? 0;
    const [textA, textB] = [textOf(nameA, source.shape?.description), textOf(nameB, target.shape.description)];
    const byText = textA === nameA && textB === nameB ? 0 : (meanings.similarity(textA, textB) ?? 0);
    return Math.max(0, byName, byText);
  };
  return (source, target) => {
    let row = known.get(source);
    if (row === undefined) {
      row = new Map();
      known.set(source, row);
    }
    let value = row.get(target);
    if (value === undefined) {
      value = compute(source, target);
      row.set(target, value);
    }
    return value;
  };
}

/** One of the two belongs to a pair of opposites on its own side, so the other would have to say which of the pair it is. */
function hasCounterpart(source: SourceValue, target: TargetField, { sources, targets }: Matching): boolean {
  return (
    targets.some(
      (each) =>
        each !== target &&
        each.shape.kind === target.shape.kind &&
        contrastOf(each.plainWords, target.plainWords) === 'opposed' &&
        shareWords(each.plainWords, target.plainWords),
    ) ||
    sources.some(
      (each) =>
        each !== source &&
        typeof each.value === typeof source.value &&
        contrastOf(each.plainWords, source.plainWords) === 'opposed' &&
        shareWords(each.plainWords, source.plainWords),
    )
  );
}

/** `start date` and `end date` are a pair, and so are `from` and `to`; `first name` and `country` are not. */
function shareWords(a: readonly string[], b: readonly string[]): boolean {
  return (a.length === 1 && b.length === 1) || a.some((word) => b.includes(word));
}

function nameOf({ plainWords }: SourceValue | TargetField): string {
  const telling = plainWords.filter((word) => !envelopes.has(word));
  return (telling.length === 0 ? plainWords : telling).join(' ');
}

function textOf(name: string, description: string | undefined): string {
  return description === undefined || description === '' ? name : `${name}. ${description}`;
}
