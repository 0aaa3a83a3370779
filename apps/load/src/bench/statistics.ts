// Medians and spreads, from all values at once: a bench keeps few enough numbers to sort them.

/** The value below which `share` (0 to 1) of the values lie, by nearest rank; NaN of none. `sorted` is ascending. */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  if (sorted.length === 0) return Number.NaN;
  const rank = Math.max(1, Math.ceil(share * sorted.length));
  return sorted[rank - 1]!;
}

/** A median with the least and the greatest of the same values. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** Of an even number of values the mean of the two in the middle; NaN of none. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  const median =
    sorted.length % 2 === 1
      ? sorted[Math.floor(half)]!
      : ((sorted[half - 1] ?? Number.NaN) + (sorted[half] ?? Number.NaN)) / 2;
  return { median, min: sorted[0] ?? Number.NaN, max: sorted.at(-1) ?? Number.NaN };
}
