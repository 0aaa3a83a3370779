// What one caller counts in one window of time: how many were due, begun, done and failed, how long they took, what the
// failures were.

import { FailureCounts } from './failure-counts.ts';
import { createHistogram, encodeHistogram, longestUs } from './histogram.ts';
import type { WindowCounts } from './talk.ts';

/** A window is a second. */
export const windowMs = 1_000;
const exampleCharactersMax = 300;

export class Tally {
  readonly #latency = createHistogram();
  readonly #service = createHistogram();
  readonly #failures = new FailureCounts();
  #offered = 0;
  #started = 0;
  #done = 0;
  #bids = 0;
  #bidsOf = 0;
  #inFlight = 0;

  offered(): void {
    this.#offered += 1;
  }

  started(): void {
    this.#started += 1;
    this.#inFlight += 1;
  }

  ended({ latencyMs, serviceMs, bids }: { latencyMs: number; serviceMs: number; bids: number | undefined }): void {
    this.#inFlight -= 1;
    this.#latency.recordValue(microseconds(latencyMs));
    this.#service.recordValue(microseconds(serviceMs));
    if (bids === undefined) return;
    this.#bids += bids;
    this.#bidsOf += 1;
  }

  done(): void {
    this.#done += 1;
  }

  failed(kind: string, example: string, count = 1): void {
    this.#failures.add({ kind, count, example: example.slice(0, exampleCharactersMax) });
  }

  /** The window so far; a new one begins. */
  take(): WindowCounts {
    const counts = {
      offered: this.#offered,
      started: this.#started,
      done: this.#done,
      failures: this.#failures.list(),
      inFlight: this.#inFlight,
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
