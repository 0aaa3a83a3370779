// How the load goes, told while it goes: on a terminal one line that is redrawn every second, elsewhere a line every five
// seconds. Rates and percentiles are of the second before.

import { createLogUpdate } from 'log-update';
import { FailureCounts } from './failure-counts.ts';
import { addEncoded, createHistogram } from './histogram.ts';
import type { WindowCounts } from './talk.ts';
import { windowMs } from './tally.ts';
import { durationText } from './words.ts';

const tellEveryMs = 5_000;

export class Progress {
  readonly #stream: NodeJS.WriteStream;
  readonly #redraw: ReturnType<typeof createLogUpdate> | undefined;
  readonly #histogram = createHistogram();
  readonly #failures = new FailureCounts();
  #ended = 0;
  #fromMs = 0;
  #toldAtMs = Number.NEGATIVE_INFINITY;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
    this.#redraw = stream.isTTY ? createLogUpdate(stream) : undefined;
  }

  /** A line that stays. */
  tell(line: string): void {
    this.#redraw?.clear();
    this.#stream.write(`load: ${line}\n`);
  }

  /** A caller's window; callers' windows of one second are told together. */
  window(counts: WindowCounts, atMs: number): void {
    addEncoded(this.#histogram, counts.latency);
    this.#ended += counts.done;
    for (const failure of counts.failures) {
      this.#ended += failure.count;
      this.#failures.add(failure);
    }
    if (atMs - this.#fromMs < windowMs * 0.98) return;
    const line = this.#line(atMs);
    this.#histogram.reset();
    this.#ended = 0;
    this.#fromMs = atMs;
    if (this.#redraw !== undefined) this.#redraw(line);
    else if (atMs - this.#toldAtMs >= tellEveryMs) {
      this.#toldAtMs = atMs;
      this.#stream.write(`${line}\n`);
    }
  }

  done(): void {
    this.#redraw?.done();
  }

  #line(atMs: number): string {
    const rate = Math.round((this.#ended / (atMs - this.#fromMs)) * 1_000);
    const at = (percentile: number) => durationText(this.#histogram.getValueAtPercentile(percentile) / 1_000);
    const times = this.#histogram.totalCount === 0 ? 'nothing ended' : `p50 ${at(50)}  p99 ${at(99)}`;
    const kinds = this.#failures
      .list()
      .map(({ kind, count }) => `${kind} ${count}`)
      .join(', ');
    return `load: ${Math.round(atMs / 1_000)} s  ${rate}/s  ${times}  ${kinds === '' ? 'no errors' : `errors: ${kinds}`}`;
  }
}
