// The rounds of joining, after everything else: each round has every size once, each time in a fresh mesh.

import type { Pace } from '../rounds.ts';
import { JoiningField, type JoiningRun } from './joining-field.ts';
import { type Joining, joiningTitleOf } from './joining-plan.ts';
import { type JoiningRow, joiningRowOf } from './joining-report.ts';

/** How long the heartbeats are listened to. */
const beatForMs = { full: 5_000, quick: 2_000 };

/** @throws Error where somebody does not join; the reason of `stop` before the next one */
export async function runJoinings(
  servers: string,
  joinings: readonly Joining[],
  { rounds, quick }: Pace,
  tell: (line: string) => void,
  stop: AbortSignal,
): Promise<JoiningRow[]> {
  if (joinings.length === 0) return [];
  await using field = await JoiningField.open(servers, Math.max(...joinings.map(({ processes }) => processes)));
  const runs = joinings.map((joining) => ({ joining, all: [] as JoiningRun[] }));
  const due = quick === true ? 1 : rounds;
  for (let round = 0; round < due; round += 1) {
    for (const { joining, all } of runs) {
      stop.throwIfAborted();
      tell(`${joiningTitleOf(joining)}, round ${round + 1} of ${due}`);
      all.push(await field.run(joining, quick === true ? beatForMs.quick : beatForMs.full));
    }
  }
  return runs.map(({ joining, all }) => joiningRowOf(joining, all));
}
