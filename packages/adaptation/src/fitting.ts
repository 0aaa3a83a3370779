// What all parts of one fit share: what has been done, what must be asked, and the way back into a value inside a value.

import type { Meanings } from './meanings.ts';
import type { AdaptationStep, MissingField, StepKind } from './outcome.ts';
import { type Path, pathText } from './paths.ts';
import type { Shape } from './shape.ts';
import type { Target } from './target.ts';
import type { Thresholds } from './thresholds.ts';

/** Where a value comes from and where it goes. */
export interface Place {
  readonly from: Path;
  readonly to: Path;
  readonly sourceShape: Shape | undefined;
  /** The unit that the value's own name or schema states. */
  readonly sourceUnit: string | undefined;
  readonly unitInDoubt: boolean;
}

export interface Fitting {
  readonly target: Target;
  readonly meanings: Meanings;
  readonly thresholds: Thresholds;
  readonly steps: AdaptationStep[];
  readonly missing: MissingField[];
  /** A value made to fit a shape; undefined where it cannot be, and then what must be asked has been noted. */
  readonly fit: FitValue;
}

type FitValue = (
  value: unknown,
  shape: Shape,
  place: Place,
  fitting: Fitting,
) => { readonly value: unknown } | undefined;

export function noteStep(
  fitting: Fitting,
  kind: StepKind,
  place: Pick<Place, 'from' | 'to'>,
  note: string,
  similarity?: number,
): void {
  const from = pathText(place.from);
  fitting.steps.push({ kind, from, to: pathText(place.to), note, ...(similarity === undefined ? {} : { similarity }) });
}

export function ask(fitting: Fitting, path: Path, what: string, candidates?: readonly string[]): void {
  const several = candidates === undefined || candidates.length === 0 ? {} : { candidates: [...candidates] };
  fitting.missing.push({ path: pathText(path), what, ...several });
}

/** A fit of its own, whose steps and questions count only if somebody takes them over. */
export function attempt(fitting: Fitting): Fitting {
  return { ...fitting, steps: [], missing: [] };
}

export function takeOver(fitting: Fitting, { steps, missing }: Fitting): void {
  fitting.steps.push(...steps);
  fitting.missing.push(...missing);
}
