// How near a value and a field are: the model's similarity of what they say of themselves, a short form's letters, and what
// must never be paired whatever the model thinks.

import { isEnvelope, type SourceValue, type TargetField } from '../fields.ts';
import type { Matching } from '../matching.ts';
import type { Meanings } from '../meanings.ts';
import { mayAbbreviate } from './abbreviations.ts';
import { areCounterparts, contrastOf } from './contrasts.ts';

export interface Score {
  /** From 0 to 1. */
  readonly similarity: number;
  /** Whether they may be paired for it; otherwise it is good for a question at most. */
  readonly allowed: boolean;
  /** Whether it is the letters that say so, and not the model. */
  readonly byLetters?: true;
}

/** A value that is one of the few a field takes says something for it. */
const memberWorth = 0.1;
/** A number is rarely what a text without form is for. */
const numberForTextCost = 0.15;
const never: Score = { similarity: 0, allowed: false };
/** What a name spelled as the short form of another is worth. */
const abbreviated: Score = { similarity: 0.95, allowed: true, byLetters: true };

/** Scores are worked out once for each pair. `fits` says whether a value could go into a field at all. */
export function scorer(
  matching: Matching,
  meanings: Meanings,
  fits: (source: SourceValue, target: TargetField) => boolean,
): (source: SourceValue, target: TargetField) => Score {
  const known = new Map<SourceValue, Map<TargetField, Score>>();
  return (source, target) => {
    const row = known.get(source) ?? new Map<TargetField, Score>();
    known.set(source, row);
    const score = row.get(target) ?? scoreOf(source, target, matching, meanings, fits);
    row.set(target, score);
    return score;
  };
}

function scoreOf(
  source: SourceValue,
  target: TargetField,
  matching: Matching,
  meanings: Meanings,
  fits: (source: SourceValue, target: TargetField) => boolean,
): Score {
  const [a, b] = [source.plainWords, target.plainWords];
  const contrast = contrastOf(a, b);
  if (contrast === 'opposed' || !fits(source, target)) return never;
  if (isShortFor(a, b) || isShortFor(b, a)) return abbreviated;
  const [nameA, nameB] = [nameOf(source), nameOf(target)];
  if (nameA === '' || nameB === '') return never;
  const byName = meanings.similarity(nameA, nameB) ?? 0;
  const [textA, textB] = [textOf(nameA, source.shape?.description), textOf(nameB, target.shape.description)];
  const byText = textA === nameA && textB === nameB ? 0 : (meanings.similarity(textA, textB) ?? 0);
  const { kind, schema } = target.shape;
  const isOdd =
    typeof source.value === 'number' &&
    kind === 'string' &&
    schema.pattern === undefined &&
    schema.format === undefined;
  const evidence = (Array.isArray(schema.enum) ? memberWorth : 0) - (isOdd ? numberForTextCost : 0);
  const similarity = Math.max(0, Math.max(byName, byText) + evidence);
  const barred = contrast === 'qualified' || (contrast === 'one-sided' && hasCounterpart(source, target, matching));
  return { similarity, allowed: similarity > 0 && !barred };
}

function isShortFor(short: readonly string[], long: readonly string[]): boolean {
  return short.length === long.length && short.every((word, i) => word === long[i] || mayAbbreviate(word, long[i]!));
}

/** One of the two is half of a pair that is there, so the other would have to say which half it is. */
function hasCounterpart(source: SourceValue, target: TargetField, { sources, targets }: Matching): boolean {
  return (
    targets.some(
      (each) => each.shape.kind === target.shape.kind && areCounterparts(each.plainWords, target.plainWords),
    ) ||
    sources.some(
      (each) => typeof each.value === typeof source.value && areCounterparts(each.plainWords, source.plainWords),
    )
  );
}

function nameOf({ plainWords }: SourceValue | TargetField): string {
  const telling = plainWords.filter((word) => !isEnvelope(word));
  return (telling.length === 0 ? plainWords : telling).join(' ');
}

function textOf(name: string, description: string | undefined): string {
  return description === undefined || description === '' ? name : `${name}. ${description}`;
}
