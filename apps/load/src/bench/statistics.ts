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

/** Where the median of what the values were drawn from lies, and how surely. */
export interface Interval {
  readonly low: number;
  readonly high: number;
  /** 0 to 1. */
  readonly confidence: number;
}

/**
 * The interval of the sign test: between the k-th least and the k-th greatest value lies the median, save with the
 * probability that fewer than k of n fair coins fall on one side. It supposes nothing of how the values are spread. The
 * narrowest that is sure enough; undefined where even least and greatest are not. Conover, Practical Nonparametric
 * Statistics, 3rd edition, section 3.4.
 */
export function medianInterval(values: readonly number[], confidenceMin = 0.95): Interval | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const n = sorted.length;
  let interval: Interval | undefined;
  let ways = 1;
  let tail = 0;
  for (let k = 1; k <= n / 2; k += 1) {
    tail += ways / 2 ** n;
    ways = (ways * (n - k + 1)) / k;
    const confidence = 1 - 2 * tail;
    if (confidence < confidenceMin) break;
    interval = { low: sorted[k - 1]!, high: sorted[n - k]!, confidence };
  }
  return interval;
}
