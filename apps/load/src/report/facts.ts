// The words and numbers at the head of the page: what was run, what came of it, who used how much. Text alone; whoever
// puts it into a page makes it safe there.

import type { Latency, LoadReport, SampledProcess } from '../run/load-report.ts';
import { loadText } from '../run/load-shape.ts';
import { durationText, wholeText } from '../run/words.ts';

export interface Row {
  readonly name: string;
  readonly value: string;
  readonly about?: string;
}

/** What was run, and on what. */
export function settingRows(report: LoadReport): readonly Row[] {
  const { load, durationMs, warmUpMs, callers, agents, server, machine, startedAt, seed } = report;
  const versions = Object.entries(machine.versions).map(([name, version]) => `${name} ${version}`);
  return [
    { name: 'load', value: `${loadText(load)}, ${load.model} model` },
    { name: 'time', value: `${durationText(durationMs)} after ${durationText(warmUpMs)} of warm-up` },
    { name: 'callers', value: `${callers} processes` },
    { name: 'agents', value: agents === null ? 'those that were there' : String(agents) },
    { name: 'server', value: server ?? 'its own, on loopback' },
    { name: 'started', value: startedAt },
    { name: 'seed', value: String(seed) },
    {
      name: 'machine',
      value: `${machine.processor}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.system}`,
    },
    { name: 'before it', value: `load average ${machine.loadBefore}` },
    { name: 'versions', value: versions.join(', ') },
  ];
}

/** What came of it: a few large numbers. */
export function headlineRows({ summary, load }: LoadReport): readonly Row[] {
  const { latencyUs, serviceUs, bidsPerTask, messagesPerTask } = summary;
  return [
    { name: 'done', value: `${wholeText(summary.donePerS)}/s`, about: `${wholeText(summary.done)} tasks` },
    ...(load.model === 'open' ? [{ name: 'due', value: `${wholeText(summary.offeredPerS)}/s` }] : []),
    { name: 'failed', value: percent(summary.failedShare), about: `${wholeText(summary.failed)} tasks` },
    { name: 'p50', value: at(latencyUs, 'p50'), about: onceBegun(serviceUs, 'p50') },
    { name: 'p99', value: at(latencyUs, 'p99'), about: onceBegun(serviceUs, 'p99') },
    { name: 'p99.9', value: at(latencyUs, 'p999'), about: onceBegun(serviceUs, 'p999') },
    { name: 'slowest', value: at(latencyUs, 'max'), about: onceBegun(serviceUs, 'max') },
    ...(bidsPerTask === null ? [] : [{ name: 'bids a task', value: bidsPerTask.toFixed(2) }]),
    ...(messagesPerTask === null ? [] : [{ name: 'messages a task', value: messagesPerTask.toFixed(1) }]),
  ];
}

/** Each process: name, mean and greatest use. */
export function processRows(processes: readonly SampledProcess[]): readonly (readonly string[])[] {
  return processes.map(({ name, role, pid, samples }) => {
    const cpu = samples.map(({ cpuCores }) => cpuCores);
    const memory = samples.map(({ memoryBytes }) => memoryBytes / 2 ** 20);
    const mean = cpu.reduce((a, b) => a + b, 0) / Math.max(1, cpu.length);
    return [
      name,
      role,
      String(pid),
      mean.toFixed(2),
      Math.max(0, ...cpu).toFixed(2),
      Math.max(0, ...memory).toFixed(0),
    ];
  });
}

function percent(share: number): string {
  return `${(share * 100).toFixed(share > 0 && share < 0.01 ? 2 : 1)} %`;
}

function at(latency: Latency | null, which: keyof Latency): string {
  return latency === null ? 'none' : durationText(latency[which] / 1_000);
}

function onceBegun(service: Latency | null, which: keyof Latency): string {
  return service === null ? '' : `once begun ${at(service, which)}`;
}
