// When arrivals are due in the open model: a Poisson process, since callers who do not know of each other come so, with a
// rate that is constant or grows evenly. The same seed gives the same moments. It knows no clock.

/** The rate at a moment: evenly from the first to the last over `durationMs`. */
export interface Rate {
  readonly fromPerS: number;
  readonly toPerS: number;
}

/**
 * Moments in milliseconds since the start, in order, all below `durationMs`. By inversion: unit-rate arrivals (Cinlar,
 * "Introduction to Stochastic Processes", 1975) are put where the expected count of arrivals reaches them.
 * @param random 0 up to 1
 */
export function* arrivals({ fromPerS, toPerS }: Rate, durationMs: number, random: () => number): Generator<number> {
  const fromPerMs = fromPerS / 1_000;
  const slope = (toPerS - fromPerS) / 1_000 / durationMs;
  for (let expected = 0; ; ) {
    expected += -Math.log(1 - random());
    const atMs = whenExpected(expected, fromPerMs, slope);
    if (!(atMs < durationMs)) return;
    yield atMs;
  }
}

/** Solves `from t + slope t^2 / 2 = expected`; NaN where that many are never reached. */
function whenExpected(expected: number, fromPerMs: number, slope: number): number {
  if (slope === 0) return expected / fromPerMs;
  return (2 * expected) / (fromPerMs + Math.sqrt(fromPerMs * fromPerMs + 2 * slope * expected));
}
