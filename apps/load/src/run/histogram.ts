// Latencies as HDR histograms, which are added up over callers and seconds without losing a percentile. All are of one
// shape, in microseconds; they travel and are kept in HDR's own compressed form, in base64.

import * as hdr from 'hdr-histogram-js';

/** One hour in microseconds: what took longer counts as that long. */
export const longestUs = 3_600_000_000;
const significantDigits = 3;

/** The plain one of the library's, whose places can be counted. */
export type Histogram = hdr.JsHistogram;

export function createHistogram(): Histogram {
  return hdr.build({
    bitBucketSize: 32,
    autoResize: false,
    lowestDiscernibleValue: 1,
    highestTrackableValue: longestUs,
    numberOfSignificantValueDigits: significantDigits,
  }) as Histogram;
}

export function encodeHistogram(histogram: Histogram): string {
  return hdr.encodeIntoCompressedBase64(histogram);
}

/** @throws Error for what is none */
export function addEncoded(to: Histogram, encoded: string): void {
  to.add(hdr.decodeFromCompressedBase64(encoded) as Histogram);
}

/** @throws Error for what is none */
export function decodeHistogram(encoded: string): Histogram {
  const histogram = createHistogram();
  addEncoded(histogram, encoded);
  return histogram;
}
