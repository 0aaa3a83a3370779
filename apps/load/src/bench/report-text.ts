// The report for a terminal.

import CliTable from 'cli-table3';
import { type MarketReport, marketAbout, marketNotMeasured, marketTablesOf } from '../market/market-report.ts';
import { type MemoryReport, memoryNotMeasured, memoryTablesOf } from './memory/memory-report.ts';
import type { Report } from './report.ts';
import { factLines, failureLines, machineLines, type Table, tablesOf } from './report-tables.ts';

export function reportText(report: Report): string {
  const tables = tablesOf(report).map((table) => `${table.title}\n${drawn(table)}`);
  const failures = failureLines(report);
  return [
    factLines(report).join('\n'),
    ...tables,
    ...(failures.length === 0 ? [] : [['Failures', ...failures.map((line) => `  ${line}`)].join('\n')]),
    ['Not measured', ...report.notMeasured.map((line) => `  ${line}`)].join('\n'),
  ].join('\n\n');
}

export function memoryText(report: MemoryReport): string {
  const tables = memoryTablesOf(report).map((table) => `${table.title}\n${drawn(table)}`);
  const failures = Object.entries(report.failures).map(([said, count]) => `${count} asks failed: ${said}`);
  return [
    machineLines(report).join('\n'),
    ...tables,
    ...failures,
    ['Not measured', ...memoryNotMeasured.map((line) => `  ${line}`)].join('\n'),
  ].join('\n\n');
}

export function marketText(report: MarketReport): string {
  const tables = marketTablesOf(report).map((table) => drawn(table));
  return [
    machineLines(report).join('\n'),
    marketAbout(report).join('\n'),
    ...tables,
    ['Not measured', ...marketNotMeasured.map((line) => `  ${line}`)].join('\n'),
  ].join('\n\n');
}

function drawn({ head, rows }: Table): string {
  const table = new CliTable({
    head: [...head],
    colAligns: head.map((_, index) => (index === 0 ? 'left' : 'right')),
    style: { head: [], border: [], compact: true },
  });
  table.push(...rows.map((row) => [...row]));
  return table.toString();
}
