// A signal to the process of an agent that works at this moment.

import type { Load } from '../load.ts';
import type { Random } from '../random.ts';
import type { World } from '../world.ts';

/** At most so long after somebody works, so that hits fall into all parts of the work. */
const delayMsMax = 400;

/** Chooses a worker and a moment, sends the signal and writes it down. @returns whom, and when */
export async function hitWorker(
  world: World,
  load: Load,
  random: Random,
  signal: 'SIGKILL' | 'SIGSTOP',
  type: 'killed' | 'stopped',
): Promise<{ readonly address: string; readonly pid: number; readonly atMs: number }> {
  await world.pause(random.integer(1, delayMsMax));
  await world.until('somebody to work', 30_000, () => load.workers.length > 0);
  const address = random.pick(load.workers.toSorted());
  const pid = world.pidOf(address);
  if (pid === undefined) throw new Error(`${address} works and has not said its pid.`);
  const atMs = performance.now();
  process.kill(pid, signal);
  world.tell({ type, address });
  return { address, pid, atMs };
}
