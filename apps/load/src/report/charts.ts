// What the page draws, worked out from a report: charts as plain lists of numbers. Gaps are null. It knows no browser.

import { decodeHistogram, type Histogram } from '../run/histogram.ts';
import type { LoadReport, SampledProcess, Window } from '../run/load-report.ts';
import { type Usage, usageBySecond } from './usage.ts';

interface Series {
  readonly label: string;
  readonly values: readonly (number | null)[];
}

export interface Chart {
  readonly id: string;
  readonly title: string;
  /** One sentence for whoever reads it for the first time. */
  readonly about: string;
  readonly unit: string;
  readonly x: readonly number[];
  /** What `x` is: seconds since the load began, or one over the share that was slower. */
  readonly axis: 'seconds' | 'percentile';
  readonly isLog: boolean;
  readonly series: readonly Series[];
}

const kindsMax = 6;
const pointsPerNine = 20;
const roles = [
  { role: 'caller', label: 'callers' },
  { role: 'agent', label: 'agents' },
  { role: 'broker', label: 'broker' },
  { role: 'supervisor', label: 'supervisor' },
] as const;

/** Every chart that has something to show. */
export function chartsOf(report: LoadReport): readonly Chart[] {
  const { windows, summary } = report;
  const x = windows.map(({ atMs, durationMs }) => (atMs + durationMs) / 1_000);
  const perS = (of: (each: Window) => number) => windows.map((each) => of(each) / (each.durationMs / 1_000));
  const ms = (of: (each: Window) => number | null) => windows.map((each) => inMs(of(each)));
  const charts: Chart[] = [
    {
      ...timeChart('throughput', 'Throughput', 'tasks a second', x),
      about: 'What was due, what was done and what failed in each second. The first seconds are the warm-up.',
      series: [
        { label: 'due', values: perS(({ offered }) => offered) },
        { label: 'done', values: perS(({ done }) => done) },
        { label: 'failed', values: perS(({ failed }) => failed) },
      ],
    },
    {
      ...timeChart('latency', 'Latency over time', 'ms', x),
      isLog: true,
      about: latencyAbout(report),
      series: [
        { label: 'p50', values: ms(({ p50Us }) => p50Us) },
        { label: 'p90', values: ms(({ p90Us }) => p90Us) },
        { label: 'p99', values: ms(({ p99Us }) => p99Us) },
        { label: 'max', values: ms(({ maxUs }) => maxUs) },
      ],
    },
    percentileChart(report),
    {
      ...timeChart('in-flight', 'Under way', 'tasks', x),
      about: 'How many tasks were under way at the end of each second.',
      series: [{ label: 'under way', values: windows.map(({ inFlight }) => inFlight) }],
    },
    errorChart(report, x),
    {
      ...timeChart('bids', 'Bids a task', 'bids', x),
      about: messagesAbout(summary.messagesPerTask),
      series: [{ label: 'bids', values: windows.map(({ bids }) => bids) }],
    },
    ...usageCharts(report.processes),
  ];
  return charts.filter(({ series }) => series.some(({ values }) => values.some((value) => value !== null)));
}

function timeChart(id: string, title: string, unit: string, x: readonly number[]) {
  return { id, title, unit, x, axis: 'seconds', isLog: false } as const;
}

function latencyAbout({ load }: LoadReport): string {
  return load.model === 'open'
    ? 'Counted from the moment each ask was due: a stall shows in all that were due meanwhile.'
    : 'Counted from the beginning of each ask, since in the closed model nothing is due before.';
}

function messagesAbout(perTask: number | null): string {
  const sent = perTask === null ? '' : ` The broker was sent ${perTask.toFixed(1)} messages a task, of any kind.`;
  return `How many agents made a bid, on the average of each second.${sent}`;
}

// As the plotter of HdrHistogram draws it: each step to the right is as far as the one before, and ten times as rare.
function percentileChart({ histogram }: LoadReport): Chart {
  const latency = decodeHistogram(histogram.latency);
  const service = histogram.service === null ? undefined : decodeHistogram(histogram.service);
  const steps = Math.ceil(Math.log10(Math.max(10, latency.totalCount)) * pointsPerNine);
  const x = Array.from({ length: steps + 1 }, (_, i) => 10 ** (i / pointsPerNine));
  const at = (of: Histogram) => x.map((rarity) => (of.totalCount === 0 ? null : inMs(valueAt(of, rarity))));
  return {
    id: 'percentiles',
    title: 'Latency by percentile',
    about: 'Each step to the right is ten times as rare. A curve that stays flat far to the right is a steady mesh.',
    unit: 'ms',
    x,
    axis: 'percentile',
    isLog: true,
    series: [
      { label: 'latency', values: at(latency) },
      ...(service === undefined ? [] : [{ label: 'once begun', values: at(service) }]),
    ],
  };
}

function valueAt(histogram: Histogram, rarity: number): number {
  return histogram.getValueAtPercentile(100 * (1 - 1 / rarity));
}

function errorChart({ windows, summary }: LoadReport, x: readonly number[]): Chart {
  const kinds = summary.errors.slice(0, kindsMax).map(({ kind }) => kind);
  const count = ({ errors }: Window, kind: string) => errors.find((each) => each.kind === kind)?.count ?? 0;
  return {
    ...timeChart('errors', 'Failures by kind', 'a second', x),
    about: 'The commonest kinds of failure; all of them stand in the table above.',
    series: kinds.map((kind) => ({ label: kind, values: windows.map((each) => count(each, kind)) })),
  };
}

function usageCharts(processes: readonly SampledProcess[]): readonly Chart[] {
  const x = [...usageBySecond(processes).keys()].sort((a, b) => a - b);
  const byRole = roles.flatMap(({ role, label }) => {
    const those = processes.filter((each) => each.role === role);
    return those.length === 0 ? [] : [{ label, usage: usageBySecond(those) }];
  });
  const sums = (of: (usage: Usage) => number) =>
    byRole.map(({ label, usage }) => ({
      label,
      values: x.map((second) => {
        const used = usage.get(second);
        return used === undefined ? null : of(used);
      }),
    }));
  return [
    {
      ...timeChart('cpu', 'Processor time', 'cores', x),
      about: 'Cores in use, summed over the processes of each role.',
      series: sums(({ cpuCores }) => cpuCores),
    },
    {
      ...timeChart('memory', 'Memory', 'MiB', x),
      about: 'Resident memory, summed over the processes of each role.',
      series: sums(({ memoryBytes }) => memoryBytes / 2 ** 20),
    },
  ];
}

function inMs(us: number | null): number | null {
  return us === null ? null : us / 1_000;
}
