// A run in a few lines, for the terminal: what was asked for, what came of it, how long it took, what failed.

import Table from 'cli-table3';
import type { Latency, LoadReport } from './load-report.ts';
import { loadText } from './load-shape.ts';
import { durationText, wholeText } from './words.ts';

const plain = {
  chars: { top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '', 'bottom-left': '' },
  style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 2 },
};
const noLines = {
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
};

export function reportText(report: LoadReport): string {
  const { scenario, load, summary, durationMs, callers, agents, stopped } = report;
  const who = agents === null ? 'the agents that were there' : `${agents} agents`;
  const lines = [
    `${scenario.name}: ${loadText(load)} for ${durationText(durationMs)}, ${callers} callers, ${who}`,
    ...(stopped === null ? [] : [`It ended early, after ${durationText(stopped.atMs)}: ${stopped.reason}`]),
    '',
    rows([
      ['done', `${wholeText(summary.done)} (${rate(summary.donePerS)})`],
      ...(load.model === 'open' ? [['due', rate(summary.offeredPerS)] as const] : []),
      ['failed', `${wholeText(summary.failed)} (${(summary.failedShare * 100).toFixed(2)} %)`],
      ['latency', latencyText(summary.latencyUs)],
      ...(summary.serviceUs === null ? [] : [['once begun', latencyText(summary.serviceUs)] as const]),
      ...(summary.bidsPerTask === null ? [] : [['bids a task', summary.bidsPerTask.toFixed(2)] as const]),
      ...(summary.messagesPerTask === null ? [] : [['messages a task', summary.messagesPerTask.toFixed(1)] as const]),
      ...report.figures.map(({ name, value, unit }) => [name, `${value} ${unit}`.trim()] as const),
    ]),
  ];
  if (summary.errors.length > 0) {
    lines.push('', 'What failed:');
    lines.push(rows(summary.errors.map(({ kind, count, example }) => [`${count}`, kind, oneLine(example)])));
  }
  return lines.join('\n');
}

function rows(of: readonly (readonly string[])[]): string {
  const table = new Table({ ...plain, chars: { ...plain.chars, ...noLines } });
  table.push(...of.map((row) => [...row]));
  return table.toString().replace(/ +$/gm, '');
}

function latencyText(latency: Latency | null): string {
  if (latency === null) return 'nothing ended';
  const { p50, p90, p99, p999, max } = latency;
  const text = (us: number) => durationText(us / 1_000);
  return `p50 ${text(p50)}  p90 ${text(p90)}  p99 ${text(p99)}  p99.9 ${text(p999)}  max ${text(max)}`;
}

function rate(perS: number): string {
  return `${wholeText(perS)}/s`;
}

function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length <= 100 ? line : `${line.slice(0, 99)}…`;
}
