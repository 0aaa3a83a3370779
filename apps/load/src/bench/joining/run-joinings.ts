// The rounds of joining, after everything else: each round has every size once, each time in a fresh mesh.

import type { Pace } from '../rounds.ts';
import { JoiningField, type JoiningRun } from './joining-field.ts';
import { type Joining, joiningTitleOf } from './joining-plan.ts';
import { type JoiningRow, joiningRowOf } from './joining-report.ts';

/** How long the heartbeats are listened to. */
const beatForMs = { full: 5_000, quick: 2_000 };

/**
 * Where somebody does not join, the row says so, and the next size gets new processes.
 * @throws the reason of `stop` before the next one
 */
export async function runJoinings(
  servers: string,
  joinings: readonly Joining[],
  { rounds, quick }: Pace,
  tell: (line: string) => void,
  stop: AbortSignal,
): Promise<JoiningRow[]> {
  if (joinings.length === 0) return [];
  const open = () => JoiningField.open(servers, Math.max(...joinings.map(({ processes }) => processes)));
  let field = await open();
  const runs = joinings.map((joining) => ({ joining, all: [] as JoiningRun[], failures: [] as string[] }));
  const due = quick === true ? 1 : rounds;
  try {
    for (let round = 0; round < due; round += 1) {
      for (const { joining, all, failures } of runs) {
        stop.throwIfAborted();
        tell(`${joiningTitleOf(joining)}, round ${round + 1} of ${due}`);
        try {
          all.push(await field.run(joining, quick === true ? beatForMs.quick : beatForMs.full));
        } catch (thrown) {
          failures.push(thrown instanceof Error ? thrown.message : String(thrown));
          await field.close();
          field = await open();
        }
      }
    }
  } finally {
    await field.close();
  }
  return runs.map(({ joining, all, failures }) => joiningRowOf(joining, all, failures));
}
