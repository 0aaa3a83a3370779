// `npm run load -- compare`: two reports from files, side by side.

import { readFile } from 'node:fs/promises';
import Table from 'cli-table3';
import { LoadReport } from '../run/load-report.ts';
import { confidence } from './bootstrap.ts';
import { type ComparedRow, type Comparison, compareReports } from './compared.ts';

/** A file that is no report: what is wrong, and what to do. */
export class ReportError extends Error {}

/** @throws ReportError */
async function readReport(path: string): Promise<LoadReport> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (thrown) {
    throw new ReportError(`${path} cannot be read: give the load.json that --report wrote.`, { cause: thrown });
  }
  let value: { readonly kind?: unknown; readonly version?: unknown } | null;
  try {
    value = JSON.parse(text) as typeof value;
  } catch (thrown) {
    throw new ReportError(`${path} is no JSON: give the load.json that --report wrote, not the page.`, {
      cause: thrown,
    });
  }
  if (value?.kind !== 'parley-load') throw new ReportError(`${path} is no report of a load run.`);
  if (value.version !== 1) {
    throw new ReportError(
      `${path} is of version ${String(value.version)}, and this reads version 1: run the load anew.`,
    );
  }
  const parsed = LoadReport.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new ReportError(`${path} is damaged: ${issue?.path.join('.')}: ${issue?.message}.`);
}

/** Both as text, or as one JSON object. @throws ReportError */
export async function compareFiles(
  before: string,
  after: string,
  { json }: { readonly json: boolean },
): Promise<string> {
  const comparison = compareReports(await readReport(before), await readReport(after));
  return json ? JSON.stringify(comparison) : comparisonText(comparison);
}

function comparisonText({ rows, warnings }: Comparison): string {
  const percent = Math.round(confidence * 100);
  const table = new Table({
    head: ['', 'before', 'after', 'difference', `${percent} % interval`, ''],
    style: { head: [], border: [] },
    colAligns: ['left', 'right', 'right', 'right', 'right', 'left'],
  });
  for (const row of rows) {
    const { difference } = row;
    const change = difference === null ? '' : signed(difference.share);
    const interval = difference === null ? '' : `${signed(difference.low)} .. ${signed(difference.high)}`;
    table.push([row.name, value(row, row.before), value(row, row.after), change, interval, row.verdict ?? '']);
  }
  return [...warnings.map((each) => `Careful: ${each}.`), table.toString()].join('\n');
}

function value({ unit }: ComparedRow, number: number | null): string {
  if (number === null) return 'none';
  const text = number >= 1_000 ? Math.round(number).toLocaleString('en-US') : String(Number(number.toPrecision(3)));
  return `${text} ${unit}`.trim();
}

function signed(share: number): string {
  return `${share >= 0 ? '+' : ''}${(share * 100).toFixed(1)} %`;
}
