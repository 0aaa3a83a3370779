// What is compared of two runs, and what may be wrong with comparing them.

import type { LoadReport, Window } from '../run/load-report.ts';
import { loadText } from '../run/load-shape.ts';
import { type Difference, differenceOf } from './bootstrap.ts';
import { type Counts, countsOf, percentileIn } from './counts.ts';
import { type Usage, usageBySecond } from './usage.ts';

type Verdict = 'better' | 'worse' | 'no difference shown';

export interface ComparedRow {
  readonly name: string;
  readonly unit: string;
  readonly before: number | null;
  readonly after: number | null;
  readonly difference: Difference | null;
  readonly verdict: Verdict | null;
}

export interface Comparison {
  readonly rows: readonly ComparedRow[];
  /** Why the two are not alike. */
  readonly warnings: readonly string[];
}

/** One second of a run: what was done, and what that took. */
interface Second {
  readonly window: Window;
  readonly counts: Counts;
  /** Of all processes together; undefined where nobody looked. */
  readonly usage: Usage | undefined;
}

interface Measure {
  readonly name: string;
  readonly unit: string;
  readonly moreIsBetter: boolean;
  readonly of: (seconds: readonly Second[]) => number | null;
}

const secondsMin = 10;

const measures: readonly Measure[] = [
  {
    name: 'done',
    unit: '/s',
    moreIsBetter: true,
    of: (seconds) => total(seconds, ({ window }) => window.done) / Math.max(1, seconds.length),
  },
  { name: 'p50', unit: 'ms', moreIsBetter: false, of: (seconds) => percentileOf(seconds, 50) },
  { name: 'p90', unit: 'ms', moreIsBetter: false, of: (seconds) => percentileOf(seconds, 90) },
  { name: 'p99', unit: 'ms', moreIsBetter: false, of: (seconds) => percentileOf(seconds, 99) },
  {
    name: 'failed',
    unit: '%',
    moreIsBetter: false,
    of: (seconds) => {
      const failed = total(seconds, ({ window }) => window.failed);
      const ended = failed + total(seconds, ({ window }) => window.done);
      return ended === 0 ? null : (failed / ended) * 100;
    },
  },
  {
    name: 'processor time a task',
    unit: 'us',
    moreIsBetter: false,
    of: (seconds) => {
      const known = seconds.filter(({ usage }) => usage !== undefined);
      const done = total(known, ({ window }) => window.done);
      return done === 0 ? null : (total(known, ({ usage }) => usage!.cpuCores) / done) * 1_000_000;
    },
  },
  {
    name: 'memory',
    unit: 'MiB',
    moreIsBetter: false,
    of: (seconds) => {
      const known = seconds.filter(({ usage }) => usage !== undefined);
      return known.length === 0 ? null : total(known, ({ usage }) => usage!.memoryBytes) / known.length / 2 ** 20;
    },
  },
];

/** @param seed of the resampling */
export function compareReports(before: LoadReport, after: LoadReport, seed = 1): Comparison {
  const [a, b] = [secondsOf(before), secondsOf(after)];
  const rows = measures.map(({ name, unit, moreIsBetter, of }): ComparedRow => {
    const difference = differenceOf(a, b, of, seed);
    return { name, unit, before: of(a), after: of(b), difference, verdict: verdictOf(difference, moreIsBetter) };
  });
  const perTask = (name: string, which: 'bidsPerTask' | 'messagesPerTask'): ComparedRow => ({
    name,
    unit: '',
    before: before.summary[which],
    after: after.summary[which],
    difference: null,
    verdict: null,
  });
  return {
    rows: [...rows, perTask('bids a task', 'bidsPerTask'), perTask('messages a task', 'messagesPerTask')],
    warnings: warningsOf(before, after, a.length, b.length),
  };
}

function verdictOf(difference: Difference | null, moreIsBetter: boolean): Verdict | null {
  if (difference === null) return null;
  const { low, high } = difference;
  if (low <= 0 && high >= 0) return 'no difference shown';
  return low > 0 === moreIsBetter ? 'better' : 'worse';
}

/** Those in which something was due or ended; the warm-up is none of them. */
function secondsOf({ windows, processes }: LoadReport): readonly Second[] {
  const usage = usageBySecond(processes);
  return windows
    .filter(({ warmUp, offered, done, failed }) => !warmUp && offered + done + failed > 0)
    .map((window) => ({
      window,
      counts: countsOf(window.histogram),
      usage: usage.get(Math.round((window.atMs + window.durationMs) / 1_000)),
    }));
}

function total(seconds: readonly Second[], of: (second: Second) => number): number {
  return seconds.reduce((sum, second) => sum + of(second), 0);
}

function percentileOf(seconds: readonly Second[], percentile: number): number | null {
  const us = percentileIn(
    seconds.map(({ counts }) => counts),
    percentile,
  );
  return us === null ? null : us / 1_000;
}

function warningsOf(before: LoadReport, after: LoadReport, secondsBefore: number, secondsAfter: number): string[] {
  const differ = (what: string, of: (report: LoadReport) => string) =>
    of(before) === of(after) ? [] : [`the ${what} differs: ${of(before)}, and ${of(after)}`];
  const few = Math.min(secondsBefore, secondsAfter);
  return [
    ...differ('scenario', ({ scenario }) => scenario.name),
    ...differ('load', ({ load }) => loadText(load)),
    ...differ('number of agents', ({ agents }) => String(agents)),
    ...differ('number of callers', ({ callers }) => String(callers)),
    ...differ('machine', ({ machine }) => `${machine.processor}, ${machine.cores} cores`),
    ...differ('nats-server', ({ machine }) => machine.versions['nats-server'] ?? 'unknown'),
    ...differ('node', ({ machine }) => machine.versions.node ?? 'unknown'),
    ...[before, after].flatMap(({ stopped }) =>
      stopped === null ? [] : [`one of them ended early: ${stopped.reason}`],
    ),
    ...(few < secondsMin ? [`${few} s are too few to tell much: --duration 30s or more`] : []),
  ];
}
