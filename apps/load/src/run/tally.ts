// What one caller counts in one window of time: how many were due, begun, done and failed, how long they took, what the
// failures were. Times go into HDR histograms, which are added up over callers and windows without losing anything.

import * as hdr from 'hdr-histogram-js';

/** One hour in microseconds: what took longer counts as that long. */
const longestUs = 3_600_000_000;
const significantDigits = 3;

export function createHistogram(): hdr.Histogram {
  return hdr.build({
    bitBucketSize: 32,
    autoResize: false,
    lowestDiscernibleValue: 1,
    highestTrackableValue: longestUs,
    numberOfSignificantValueDigits: significantDigits,
  });
}

/** As a report keeps it: HDR's own compressed form in base64. */
export function encodeHistogram(histogram: hdr.Histogram): string {
  return hdr.encodeIntoCompressedBase64(histogram);
}

/** @throws Error for what is none */
export function addEncoded(to: hdr.Histogram, encoded: string): void {
  to.add(hdr.decodeFromCompressedBase64(encoded));
}

interface Failures {
  readonly kind: string;
  readonly count: number;
  readonly example: string;
}

/** A window as it goes from a caller to its parent. */
export interface WindowCounts {
  readonly offered: number;
  readonly started: number;
  readonly done: number;
  readonly failures: readonly Failures[];
  readonly inFlight: number;
  readonly bids: number;
  /** Outcomes that say who bid. */
  readonly bidsOf: number;
  /** From when it was due, or begun where nothing was due; microseconds. */
  readonly latency: string;
  /** From when it was begun. */
  readonly service: string;
}

export class Tally {
  readonly #latency = createHistogram();
  readonly #service = createHistogram();
  readonly #failures = new Map<string, { count: number; example: string }>();
  #offered = 0;
  #started = 0;
  #done = 0;
  #bids = 0;
  #bidsOf = 0;
  inFlight = 0;

  offered(): void {
    this.#offered += 1;
  }

  started(): void {
    this.#started += 1;
    this.inFlight += 1;
  }

  ended({ latencyMs, serviceMs, bids }: { latencyMs: number; serviceMs: number; bids: number | undefined }): void {
    this.inFlight -= 1;
    this.#latency.recordValue(microseconds(latencyMs));
    this.#service.recordValue(microseconds(serviceMs));
    if (bids === undefined) return;
    this.#bids += bids;
    this.#bidsOf += 1;
  }

  done(): void {
    this.#done += 1;
  }

  failed(kind: string, example: string): void {
    const known = this.#failures.get(kind);
    if (known === undefined) this.#failures.set(kind, { count: 1, example: example.slice(0, 300) });
    else known.count += 1;
  }

  /** The window so far; a new one begins. */
  take(): WindowCounts {
    const counts = {
      offered: this.#offered,
      started: this.#started,
      done: this.#done,
      failures: Array.from(this.#failures, ([kind, failure]) => ({ kind, ...failure })),
      inFlight: this.inFlight,
      bids: this.#bids,
      bidsOf: this.#bidsOf,
      latency: encodeHistogram(this.#latency),
      service: encodeHistogram(this.#service),
    };
    this.#latency.reset();
    this.#service.reset();
    this.#failures.clear();
    this.#offered = this.#started = this.#done = this.#bids = this.#bidsOf = 0;
    return counts;
  }
}

function microseconds(ms: number): number {
  return Math.min(longestUs, Math.max(1, Math.round(ms * 1_000)));
}
