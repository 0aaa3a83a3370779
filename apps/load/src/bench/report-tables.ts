// The report's rows as cells of text, for whichever table shows them.

import { joiningTitleOf } from './joining/joining-plan.ts';
import type { JoiningRow } from './joining/joining-report.ts';
import { titleOf } from './plan/chapter.ts';
import type { Ratio, Report, Row } from './report.ts';
import type { Spread } from './statistics.ts';

export interface Table {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** One table a comparison and load, those of joining, and one of all ratios. */
export function tablesOf(report: Report): Table[] {
  const groups = [...Map.groupBy(report.rows, ({ comparison: name, inFlight }) => titleOf({ name, inFlight }))];
  return [
    ...groups.map(([title, rows]) => ({
      title,
      head: ['', 'per second', 'p50 us', 'p99 us', 'caller CPU us', 'answerers CPU us'],
      rows: rows.map(measuredCells),
    })),
    ...joiningTables(report.joinings),
    ...ratioTables(report.ratios),
  ];
}

function measuredCells(row: Row): string[] {
  if (!row.valid) return [row.contender, 'not valid', ...Array(4).fill('')];
  return [
    row.contender,
    spread(row.ratePerS, counted),
    spread(row.p50Us, counted),
    spread(row.p99Us, counted),
    counted(row.callerCpuUs.median),
    counted(row.crewCpuUs.median),
  ];
}

function ratioTables(ratios: readonly Ratio[]): Table[] {
  if (ratios.length === 0) return [];
  const head = ['contender', 'against', 'in flight', 'of', 'ratio', 'interval', 'expected', ''];
  return [{ title: 'Ratios, within each round; above 1 is better', head, rows: ratios.map(ratioCells) }];
}

function joiningTables(joinings: readonly JoiningRow[]): Table[] {
  if (joinings.length === 0) return [];
  const expected = joinings.flatMap((row) =>
    row.expected.map(({ what, met }) => [joiningTitleOf(row), what, met ? 'met' : 'not met']),
  );
  return [
    {
      title: 'Joining: until all adverts are in every replica',
      head: ['', 'processes', 'replicas', 'cold ms', 'cached ms', 'lost', 'heartbeats, % of a core'],
      rows: joinings.map((row) => [
        joiningTitleOf(row),
        String(row.processes),
        String(row.replicas),
        ...(row.valid
          ? [
              spread(row.coldMs, counted),
              spread(row.cachedMs, counted),
              String(row.lost),
              spread(row.heartbeatShare, (share) => (share * 100).toFixed(1)),
            ]
          : ['not valid', '', '', '']),
      ]),
    },
    ...(expected.length === 0
      ? []
      : [{ title: 'Joining: what is expected', head: ['', 'expected', ''], rows: expected }]),
  ];
}

function ratioCells(ratio: Ratio): string[] {
  const verdict = ratio.met === null ? '' : ratio.met ? 'met' : 'not met';
  return [
    ratio.contender,
    ratio.baseline,
    String(ratio.inFlight),
    ratio.measure === 'rate' ? 'rate' : 'p50',
    ratio.valid ? spread(ratio.ratio, hundredths) : 'not valid',
    intervalOf(ratio),
    ratio.atLeast === null ? '' : `>= ${Number(ratio.atLeast.toFixed(3))}`,
    verdict,
  ];
}

function intervalOf({ interval, valid }: Ratio): string {
  if (!valid || interval === null) return '';
  const { low, high, confidence } = interval;
  return `${hundredths(low)}..${hundredths(high)} (${(confidence * 100).toFixed(1)}%)`;
}

/** One line for each kind of failure. */
export function failureLines(report: Report): string[] {
  const joinings = report.joinings.flatMap((row) => row.failures.map((said) => `${joiningTitleOf(row)}: ${said}`));
  const rows = report.rows.flatMap((row) =>
    Object.entries(row.failures).map(
      ([said, count]) => `${row.contender}, ${row.inFlight} in flight: ${count} failed: ${said}`,
    ),
  );
  return [...rows, ...joinings];
}

/** Date, machine, versions and pace, a line each. */
export function factLines(report: Report): string[] {
  const { rounds, durationMs, warmUpMs } = report.pace;
  return [
    ...machineLines(report),
    `${rounds} rounds, ${durationMs} ms each after ${warmUpMs} ms of warm-up; median [least..greatest] of the rounds`,
  ];
}

export function machineLines({ date, machine }: Pick<Report, 'date' | 'machine'>): string[] {
  const { processor, cores, memoryGiB, system, loadBefore, versions } = machine;
  return [
    `${date}; ${Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', ')}`,
    `${processor}, ${cores} cores, ${memoryGiB} GiB, ${system}; load average before the run ${loadBefore}`,
  ];
}

function spread({ median, min, max }: Spread, write: (value: number) => string): string {
  return `${write(median)} [${write(min)}..${write(max)}]`;
}

/** A whole number, save where a part of it still matters. */
function counted(value: number): string {
  return value < 100 ? value.toFixed(1) : Math.round(value).toLocaleString('en');
}

function hundredths(value: number): string {
  return value.toFixed(2);
}
