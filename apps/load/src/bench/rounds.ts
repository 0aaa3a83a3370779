// The order of a run: in every round each contender gets each of its loads once, and each round begins with another, so
// that what drifts on the machine (heat, neighbours) falls on all alike. Ratios are taken within a round.

import type { Field, Run } from './field.ts';
import type { Load } from './order.ts';
import type { Comparison } from './plan/chapter.ts';

/** One contender under one comparison's load, once a round. */
export interface Cell {
  readonly comparison: Comparison;
  readonly contender: string;
  readonly runs: Run[];
}

/** How many rounds it gets: `quick` looks and does not judge, so it gives none a longer one. */
export function roundsOf({ roundsAtLeast = 1 }: Comparison, { rounds, quick }: Pace): number {
  return quick === true ? rounds : Math.max(rounds, roundsAtLeast);
}

export interface Pace {
  readonly rounds: number;
  readonly warmUpMs: number;
  readonly durationMs: number;
  readonly quick?: boolean;
}

/** Before the first round, for each contender: long enough that its code is compiled, and longer than a round of `quick`. */
const firstWarmUpMs = { full: 2_000, quick: 1_000 };

/** Cells in the order of the plan. */
export function cellsOf(comparisons: readonly Comparison[]): Cell[] {
  return comparisons.flatMap((comparison) =>
    comparison.contenders.map((contender) => ({ comparison, contender, runs: [] })),
  );
}

/**
 * Contenders of one comparison stay neighbours, and both the comparisons and the contenders in them are turned by one
 * each round.
 */
export function turned(cells: readonly Cell[], round: number): Cell[] {
  const groups = [...Map.groupBy(cells, (cell) => cell.comparison).values()];
  return turn(groups, round).flatMap((group) => turn(group, round));
}

function firstOfEach(cells: readonly Cell[]): Cell[] {
  return [...new Map([...cells].reverse().map((cell) => [cell.contender, cell])).values()].reverse();
}

function turn<Item>(items: readonly Item[], by: number): Item[] {
  const start = items.length === 0 ? 0 : by % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}

/**
 * Warms every contender up once, then runs the rounds; each result is put into its cell.
 * @throws Error where a process fails; the reason of `stop` before the next measurement
 */
export async function runRounds(
  field: Pick<Field, 'run'>,
  cells: readonly Cell[],
  pace: Pace,
  tell: (line: string) => void,
  stop: AbortSignal,
): Promise<void> {
  const load = (cell: Cell): Load => ({
    inFlight: cell.comparison.inFlight,
    warmUpMs: pace.warmUpMs,
    durationMs: pace.durationMs,
  });
  const run = (cell: Cell) => {
    stop.throwIfAborted();
    return field.run(cell.contender, load(cell));
  };
  tell('warming up');
  for (const cell of firstOfEach(cells)) {
    stop.throwIfAborted();
    const { inFlight } = cell.comparison;
    await field.run(cell.contender, {
      inFlight,
      warmUpMs: 0,
      durationMs: firstWarmUpMs[pace.quick === true ? 'quick' : 'full'],
    });
  }
  const most = Math.max(...cells.map(({ comparison }) => roundsOf(comparison, pace)));
  for (let round = 0; round < most; round += 1) {
    tell(`round ${round + 1} of ${most}`);
    const due = cells.filter(({ comparison }) => round < roundsOf(comparison, pace));
    for (const cell of turned(due, round)) cell.runs.push(await run(cell));
  }
}
