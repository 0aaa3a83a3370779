// The windows of all callers, put together: counts are summed, histograms added, and percentiles taken of the sum, never
// averaged. A window belongs to the second in which it came. Its histograms stay as they came until they are looked at,
// since a run may last for hours.

import { FailureCounts } from './failure-counts.ts';
import { addEncoded, createHistogram, encodeHistogram, type Histogram } from './histogram.ts';
import type { Latency, LoadReport, Window } from './load-report.ts';
import type { WindowCounts } from './talk.ts';
import { windowMs } from './tally.ts';

interface Gathered {
  readonly latencies: string[];
  readonly failures: FailureCounts;
  offered: number;
  started: number;
  done: number;
  bids: number;
  bidsOf: number;
  /** By caller, as it was last told. */
  readonly inFlight: Map<number, number>;
}

/** One phase of a run: the warm-up, or what is measured. */
export class Gathering {
  readonly #startAtMs: number;
  readonly #isWarmUp: boolean;
  readonly #windows: Gathered[] = [];
  readonly #failures = new FailureCounts();
  readonly #latency = createHistogram();
  readonly #service = createHistogram();

  /** @param startAtMs since the load began, for the windows' times */
  constructor(startAtMs: number, isWarmUp: boolean) {
    this.#startAtMs = startAtMs;
    this.#isWarmUp = isWarmUp;
  }

  /** @param atMs since this phase began */
  add(caller: number, atMs: number, counts: WindowCounts): void {
    const into = this.#windowAt(Math.max(0, Math.ceil(atMs / windowMs) - 1));
    into.offered += counts.offered;
    into.started += counts.started;
    into.done += counts.done;
    into.bids += counts.bids;
    into.bidsOf += counts.bidsOf;
    into.inFlight.set(caller, counts.inFlight);
    for (const failure of counts.failures) {
      into.failures.add(failure);
      this.#failures.add(failure);
    }
    into.latencies.push(counts.latency);
    addEncoded(this.#latency, counts.latency);
    addEncoded(this.#service, counts.service);
  }

  /** Of the last `count` windows: how many failed of how many that ended. */
  recent(count: number): { readonly failed: number; readonly ended: number } {
    const last = this.#windows.slice(-count);
    const failed = sumOf(last, ({ failures }) => failures.total);
    return { failed, ended: failed + sumOf(last, ({ done }) => done) };
  }

  /** Without seconds at the end in which nothing was due and nothing ended. */
  windows(): Window[] {
    const last = this.#windows.findLastIndex(({ offered, done, failures }) => offered + done + failures.total > 0);
    return this.#windows.slice(0, last + 1).map((each, index) => {
      const latency = createHistogram();
      for (const encoded of each.latencies) addEncoded(latency, encoded);
      const isEmpty = latency.totalCount === 0;
      const at = (percentile: number) => (isEmpty ? null : latency.getValueAtPercentile(percentile));
      return {
        atMs: this.#startAtMs + index * windowMs,
        durationMs: windowMs,
        warmUp: this.#isWarmUp,
        offered: each.offered,
        started: each.started,
        done: each.done,
        failed: each.failures.total,
        inFlight: sumOf([...each.inFlight.values()], (count) => count),
        p50Us: at(50),
        p90Us: at(90),
        p99Us: at(99),
        maxUs: isEmpty ? null : latency.maxValue,
        bids: each.bidsOf === 0 ? null : each.bids / each.bidsOf,
        errors: each.failures.list().map(({ kind, count }) => ({ kind, count })),
        histogram: encodeHistogram(latency),
      };
    });
  }

  /** @param durationMs of the phase, by the clock */
  summary(durationMs: number, isOpen: boolean, messages: number | null): LoadReport['summary'] {
    const sum = (of: (each: Gathered) => number) => sumOf(this.#windows, of);
    const [done, failed] = [sum((each) => each.done), this.#failures.total];
    const operations = done + failed;
    const bidsOf = sum((each) => each.bidsOf);
    const perS = (count: number) => (durationMs > 0 ? (count / durationMs) * 1_000 : 0);
    return {
      operations,
      done,
      failed,
      errors: this.#failures.list().sort((a, b) => b.count - a.count),
      offeredPerS: perS(sum((each) => each.offered)),
      donePerS: perS(done),
      failedShare: operations === 0 ? 0 : failed / operations,
      latencyUs: latencyOf(this.#latency),
      serviceUs: isOpen ? latencyOf(this.#service) : null,
      bidsPerTask: bidsOf === 0 ? null : sum((each) => each.bids) / bidsOf,
      messagesPerTask: messages === null || operations === 0 ? null : messages / operations,
    };
  }

  histogram(isOpen: boolean): LoadReport['histogram'] {
    return {
      latency: encodeHistogram(this.#latency),
      service: isOpen ? encodeHistogram(this.#service) : null,
    };
  }

  #windowAt(index: number): Gathered {
    while (this.#windows.length <= index) {
      const empty = { offered: 0, started: 0, done: 0, bids: 0, bidsOf: 0 };
      this.#windows.push({ ...empty, latencies: [], failures: new FailureCounts(), inFlight: new Map() });
    }
    return this.#windows[index]!;
  }
}

function sumOf<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + of(item), 0);
}

function latencyOf(histogram: Histogram): Latency | null {
  if (histogram.totalCount === 0) return null;
  const at = (percentile: number) => histogram.getValueAtPercentile(percentile);
  return {
    min: histogram.minNonZeroValue,
    mean: histogram.mean,
    p50: at(50),
    p90: at(90),
    p99: at(99),
    p999: at(99.9),
    max: histogram.maxValue,
  };
}
