// Which value of the payload goes into which field of the target, for one object. It holds the pairs found so far, and what
// keeps two pairs from touching the same value; how pairs are found is in names/.

import type { SourceValue, TargetField } from './fields.ts';
import type { StepKind } from './outcome.ts';
import { startsWith } from './paths.ts';

export interface Pair {
  readonly source: SourceValue;
  readonly target: TargetField;
  /** How it was found; undefined where the name is the same. */
  readonly kind?: StepKind;
  readonly similarity?: number;
}

export class Matching {
  readonly sources: readonly SourceValue[];
  readonly targets: readonly TargetField[];
  readonly #byTarget = new Map<TargetField, Pair>();
  readonly #taken = new Set<SourceValue>();

  constructor(sources: readonly SourceValue[], targets: readonly TargetField[]) {
    this.sources = sources;
    this.targets = targets;
  }

  get pairs(): readonly Pair[] {
    return [...this.#byTarget.values()];
  }

  pairOf(target: TargetField): Pair | undefined {
    return this.#byTarget.get(target);
  }

  add(pair: Pair): void {
    this.take(pair.source);
    this.#byTarget.set(pair.target, pair);
  }

  /** Uses a value up beside another one's pair. */
  take(source: SourceValue): void {
    this.#taken.add(source);
  }

  /** Neither taken itself, nor part of what is taken, nor with a part that is taken. */
  isFreeSource({ path }: SourceValue): boolean {
    for (const taken of this.#taken) {
      if (startsWith(path, taken.path) || startsWith(taken.path, path)) return false;
    }
    return true;
  }

  isFreeTarget({ path }: TargetField): boolean {
    for (const taken of this.#byTarget.keys()) {
      if (startsWith(path, taken.path) || startsWith(taken.path, path)) return false;
    }
    return true;
  }

  /** The values that nothing has taken, the outermost ones of each. */
  leftOver(): SourceValue[] {
    const free = this.sources.filter((each) => this.isFreeSource(each));
    return free.filter(
      ({ path }) => !free.some((other) => other.path.length < path.length && startsWith(path, other.path)),
    );
  }
}
