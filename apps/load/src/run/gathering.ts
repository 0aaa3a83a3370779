// The windows of all callers, put together: counts are summed, histograms added, and percentiles taken of the sum, never
// averaged. A window belongs to the second in which it came.

import type { Histogram } from 'hdr-histogram-js';
import type { Latency, LoadReport, Window } from './load-report.ts';
import { addEncoded, createHistogram, encodeHistogram, type WindowCounts } from './tally.ts';

interface Gathered {
  readonly latency: Histogram;
  readonly failures: Map<string, { count: number; example: string }>;
  offered: number;
  started: number;
  done: number;
  bids: number;
  bidsOf: number;
  /** By caller, as it was last told. */
  readonly inFlight: Map<number, number>;
}

const windowMs = 1_000;

/** One phase of a run: the warm-up, or what is measured. */
export class Gathering {
  readonly #startAtMs: number;
  readonly #isWarmUp: boolean;
  readonly #windows: Gathered[] = [];
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
    for (const { kind, count, example } of counts.failures) {
      const known = into.failures.get(kind);
      if (known === undefined) into.failures.set(kind, { count, example });
      else known.count += count;
    }
    addEncoded(into.latency, counts.latency);
    addEncoded(this.#latency, counts.latency);
    addEncoded(this.#service, counts.service);
  }

  /** Of the last `count` windows: how many failed of how many that ended. */
  recent(count: number): { readonly failed: number; readonly ended: number } {
    const last = this.#windows.slice(-count);
    const failed = last.reduce((sum, each) => sum + failedIn(each), 0);
    return { failed, ended: failed + last.reduce((sum, { done }) => sum + done, 0) };
  }

  windows(): Window[] {
    const isOver = (each: Gathered) => each.offered + each.done + failedIn(each) === 0;
    const last = this.#windows.findLastIndex((each) => !isOver(each));
    return this.#windows.slice(0, last + 1).map((each, index) => {
      const isEmpty = each.latency.totalCount === 0;
      const at = (percentile: number) => (isEmpty ? null : each.latency.getValueAtPercentile(percentile));
      return {
        atMs: this.#startAtMs + index * windowMs,
        durationMs: windowMs,
        warmUp: this.#isWarmUp,
        offered: each.offered,
        started: each.started,
        done: each.done,
        failed: failedIn(each),
        inFlight: [...each.inFlight.values()].reduce((a, b) => a + b, 0),
        p50Us: at(50),
        p90Us: at(90),
        p99Us: at(99),
        maxUs: isEmpty ? null : each.latency.maxValue,
        bids: each.bidsOf === 0 ? null : each.bids / each.bidsOf,
        errors: Array.from(each.failures, ([kind, { count }]) => ({ kind, count })),
        histogram: encodeHistogram(each.latency),
      };
    });
  }

  /** @param durationMs of the phase, by the clock */
  summary(durationMs: number, isOpen: boolean, messages: number | null): LoadReport['summary'] {
    const sum = (of: (each: Gathered) => number) => this.#windows.reduce((total, each) => total + of(each), 0);
    const [done, failed] = [sum((each) => each.done), sum(failedIn)];
    const operations = done + failed;
    const bidsOf = sum((each) => each.bidsOf);
    const perS = (count: number) => (durationMs > 0 ? (count / durationMs) * 1_000 : 0);
    return {
      operations,
      done,
      failed,
      errors: this.#errors(),
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

  #errors(): LoadReport['summary']['errors'] {
    const byKind = new Map<string, { count: number; example: string }>();
    for (const { failures } of this.#windows) {
      for (const [kind, { count, example }] of failures) {
        const known = byKind.get(kind);
        if (known === undefined) byKind.set(kind, { count, example });
        else known.count += count;
      }
    }
    return Array.from(byKind, ([kind, failure]) => ({ kind, ...failure })).sort((a, b) => b.count - a.count);
  }

  #windowAt(index: number): Gathered {
    while (this.#windows.length <= index) {
      const latency = createHistogram();
      const empty = { offered: 0, started: 0, done: 0, bids: 0, bidsOf: 0 };
      this.#windows.push({ ...empty, latency, failures: new Map(), inFlight: new Map() });
    }
    return this.#windows[index]!;
  }
}

function failedIn({ failures }: Gathered): number {
  return [...failures.values()].reduce((sum, { count }) => sum + count, 0);
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
