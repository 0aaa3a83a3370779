// The report for a terminal and for the page, from the same cells.

import CliTable from 'cli-table3';
import type { ChaosReport, Figure } from './report.ts';

const head = ['', 'of', 'p50', 'p95', 'most', 'expected p95', ''] as const;
const listedMax = 20;

export function reportText(report: ChaosReport): string {
  const table = new CliTable({
    head: [...head],
    colAligns: head.map((_, index) => (index === 0 ? 'left' : 'right')),
    style: { head: [], border: [], compact: true },
  });
  table.push(...report.figures.map(cells));
  return [...factLines(report), '', table.toString(), '', ...conclusionLines(report)].join('\n');
}

export function reportMarkdown(report: ChaosReport): string {
  const line = (each: readonly string[]) => `| ${each.join(' | ')} |`;
  const rule = head.map((_, index) => (index === 0 ? '---' : '---:'));
  const table = [line(head), line(rule), ...report.figures.map((each) => line(cells(each)))];
  const list = (lines: readonly string[]) => lines.map((each) => `* ${each}`);
  return [...list(factLines(report)), '', ...table, '', ...list(conclusionLines(report))].join('\n');
}

function factLines({ date, command, machine, loadBefore }: ChaosReport): string[] {
  return [`${date}, \`${command}\``, `${machine}; load average before the run ${loadBefore}`];
}

function conclusionLines({ asks, outcomes, notDone, charges, violations, failure }: ChaosReport): string[] {
  const ended = Object.entries(outcomes).map(([outcome, count]) => `${count} ${outcome}`);
  const found = violations.slice(0, listedMax).map(({ rule, text }) => `${rule}: ${text}`);
  const more = violations.length - found.length;
  return [
    `${asks} asks: ${ended.join(', ') || 'none'}; ${charges} charges in the bank's book`,
    ...notDone.map(([reason, count]) => `${count} times ${reason}`),
    violations.length === 0
      ? 'no violation: each ask ended once, nobody was charged twice'
      : `${violations.length} violations`,
    ...found,
    ...(more > 0 ? [`and ${more} more`] : []),
    ...(failure === null ? [] : [`it broke off: ${failure}`]),
  ];
}

function cells({ name, unit, samples, p50, p95, max, atMost, met }: Figure): string[] {
  const text = (value: number | null) => (value === null ? '-' : `${value} ${unit}`);
  const verdict = met === null ? '' : met ? 'met' : 'NOT MET';
  return [name, String(samples), text(p50), text(p95), text(max), atMost === null ? '' : text(atMost), verdict];
}
