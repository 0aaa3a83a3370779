// Histograms as few numbers: which of HDR's places have counts. Hundreds of seconds can so be put together hundreds of
// times, which adding whole histograms takes minutes for.

import { createHistogram, decodeHistogram } from '../run/histogram.ts';

/** Pairs of a place and its count, one after the other. */
export type Counts = readonly number[];

const shape = createHistogram();
const sums = new Float64Array(shape.countsArrayLength);

/** @throws Error for what is no histogram */
export function countsOf(encoded: string): Counts {
  const histogram = decodeHistogram(encoded);
  const counts: number[] = [];
  for (let place = 0; place < histogram.countsArrayLength; place += 1) {
    const count = histogram.getCountAtIndex(place);
    if (count > 0) counts.push(place, count);
  }
  return counts;
}

/** The value that so many per cent of all together do not exceed; null where there is nothing. */
export function percentileIn(all: readonly Counts[], percentile: number): number | null {
  sums.fill(0);
  let total = 0;
  for (const counts of all) {
    for (let i = 0; i < counts.length; i += 2) {
      sums[counts[i]!]! += counts[i + 1]!;
      total += counts[i + 1]!;
    }
  }
  if (total === 0) return null;
  const wanted = Math.max(1, Math.ceil((percentile / 100) * total));
  let seen = 0;
  for (let place = 0; place < sums.length; place += 1) {
    seen += sums[place]!;
    if (seen >= wanted) return shape.valueFromIndex(place);
  }
  return null;
}
