// From runs to what is published: medians with their spread, ratios within rounds, and whether what was expected was
// met. A row in which any operation failed is not valid, and neither is a ratio that uses it.

import type { MachineFacts } from '../machine-facts.ts';
import type { Run } from './field.ts';
import type { JoiningRow } from './joining/joining-report.ts';
import type { Contender, Goal } from './plan/chapter.ts';
import type { Cell, Pace } from './rounds.ts';
import { type Interval, medianInterval, type Spread, spreadOf } from './statistics.ts';

/** One contender under one load: over all rounds. Times in microseconds. */
export interface Row {
  readonly comparison: string;
  readonly inFlight: number;
  readonly contender: string;
  /** False where any operation failed; `failures` says how. */
  readonly valid: boolean;
  readonly failures: Readonly<Record<string, number>>;
  readonly operations: number;
  readonly ratePerS: Spread;
  readonly p50Us: Spread;
  readonly p99Us: Spread;
  /** Processor time an operation takes in the caller's process, and in those that answer it. */
  readonly callerCpuUs: Spread;
  readonly crewCpuUs: Spread;
}

/** `contender` over `baseline`, above 1 where it is better; the spread is over the rounds. */
export interface Ratio {
  readonly comparison: string;
  readonly inFlight: number;
  readonly contender: string;
  readonly baseline: string;
  readonly measure: Goal['measure'];
  readonly ratio: Spread;
  /** Of the median, by the sign test with at least 95%; null where the rounds are too few for one. */
  readonly interval: Interval | null;
  /** Null where nothing was promised. */
  readonly atLeast: number | null;
  /** By the median; null where nothing was promised, false where a row is not valid. */
  readonly met: boolean | null;
  readonly valid: boolean;
}

/** The whole result: what `--json` prints. */
export interface Report {
  readonly date: string;
  readonly command: string;
  readonly machine: MachineFacts;
  readonly pace: Pace;
  readonly contenders: readonly Pick<Contender, 'name' | 'about'>[];
  readonly rows: readonly Row[];
  readonly ratios: readonly Ratio[];
  readonly joinings: readonly JoiningRow[];
  readonly notMeasured: readonly string[];
}

export function rowOf({ comparison, contender, runs }: Cell): Row {
  const over = (pick: (run: Run) => number) => spreadOf(runs.map(pick));
  const failures: Record<string, number> = {};
  for (const run of runs) {
    for (const [said, count] of Object.entries(run.failures)) failures[said] = (failures[said] ?? 0) + count;
  }
  return {
    comparison: comparison.name,
    inFlight: comparison.inFlight,
    contender,
    valid: Object.keys(failures).length === 0 && runs.length > 0 && runs.every((run) => run.operations > 0),
    failures,
    operations: runs.reduce((sum, run) => sum + run.operations, 0),
    ratePerS: over((run) => run.ratePerS),
    p50Us: over((run) => run.p50Us),
    p99Us: over((run) => run.p99Us),
    callerCpuUs: over((run) => run.callerCpuUs),
    crewCpuUs: over((run) => run.crewCpuUs),
  };
}

/** The ratios of every comparison among these cells, in the order of the plan. */
export function ratiosOf(cells: readonly Cell[]): Ratio[] {
  const comparisons = [...new Set(cells.map((cell) => cell.comparison))];
  return comparisons.flatMap((comparison) => {
    const find = (name: string) => cells.find((cell) => cell.comparison === comparison && cell.contender === name);
    return comparison.goals.flatMap((goal) => {
      const ours = find(goal.contender);
      const theirs = find(goal.baseline);
      return ours === undefined || theirs === undefined ? [] : [ratioOf(goal, ours, theirs)];
    });
  });
}

function ratioOf({ contender, baseline, measure, atLeast }: Goal, ours: Cell, theirs: Cell): Ratio {
  const { name, inFlight } = ours.comparison;
  const each = ours.runs.map((run, round) => {
    const other = theirs.runs[round]!;
    return measure === 'rate' ? run.ratePerS / other.ratePerS : other.p50Us / run.p50Us;
  });
  const ratio = spreadOf(each);
  const valid = rowOf(ours).valid && rowOf(theirs).valid;
  return {
    comparison: name,
    inFlight,
    contender,
    baseline,
    measure,
    ratio,
    interval: medianInterval(each) ?? null,
    atLeast: atLeast ?? null,
    met: atLeast === undefined ? null : valid && ratio.median >= atLeast,
    valid,
  };
}
