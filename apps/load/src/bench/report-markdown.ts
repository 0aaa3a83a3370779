// The report as docs/performance.md: made by a run, never by hand.

import { type MarketReport, marketAbout, marketNotMeasured, marketTablesOf } from '../market/market-report.ts';
import { type MemoryReport, memoryNotMeasured, memoryTablesOf } from './memory/memory-report.ts';
import type { Report } from './report.ts';
import { factLines, failureLines, machineLines, type Table, tablesOf } from './report-tables.ts';

export function reportMarkdown(report: Report): string {
  const failures = failureLines(report);
  return `${[
    '# Performance',
    `Written by \`${report.command}\`, which measures it anew; do not edit.`,
    list(factLines(report)),
    'Every contender is a process of its own, and so is whoever answers it (where 16 or 64 can do a task they share four processes, on every side); all share one machine and one nats-server with its defaults. The contenders of a table take turns, in another order each round, and a ratio is taken within a round: compare ratios, and no absolute number with that of another run.',
    list(aboutLines(report)),
    ...tablesOf(report).flatMap((table) => [`## ${table.title}`, drawn(table)]),
    ...(failures.length === 0 ? [] : ['## Failures', list(failures)]),
    '## Not measured',
    list(report.notMeasured),
  ].join('\n\n')}\n`;
}

/** The part of the page that the memory run writes. */
export function memoryMarkdown(report: MemoryReport): string {
  const failures = Object.entries(report.failures).map(([said, count]) => `${count} asks failed: ${said}`);
  return [
    '# Memory',
    `Written by \`${report.command}\`, which measures it anew; do not edit.`,
    list(machineLines(report)),
    'One caller with 64 asks in flight, three agents in one process, one supervisor that hosts the embedding service; the record is on. After each tenth of the asks each process collects its garbage and says what it holds.',
    ...memoryTablesOf(report).flatMap((table) => [`## ${table.title}`, drawn(table)]),
    ...(failures.length === 0 ? [] : ['## Failed asks', list(failures)]),
    '## Not measured of memory',
    list(memoryNotMeasured),
  ].join('\n\n');
}

/** The part of the page that the market writes. */
export function marketMarkdown(report: MarketReport): string {
  return [
    '# Market',
    `Written by \`${report.command}\`, which measures it anew; do not edit.`,
    list(machineLines(report)),
    'How well the work is given: the real mesh and real agents in one process, on the memory bus, with simulated time. The same seeds each time.',
    list(marketAbout(report)),
    ...marketTablesOf(report).map(drawn),
    '## Not measured of the market',
    list(marketNotMeasured),
  ].join('\n\n');
}

/** Contenders of which the same is said share a line. */
function aboutLines({ contenders }: Report): string[] {
  const named = Map.groupBy(contenders, ({ about }) => about);
  return [...named].map(([about, each]) => `${each.map(({ name }) => `**${name}**`).join('; ')}: ${about}`);
}

function list(lines: readonly string[]): string {
  return lines.map((line) => `* ${line}`).join('\n');
}

function drawn({ head, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, index) => (index === 0 ? '---' : '---:'));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}
