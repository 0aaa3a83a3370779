// Agents are stopped while they work, declared dead for their silence, and continued: they come back by themselves.

import { detectionsMs, reroutesMs, returnsMs } from '../history.ts';
import { Load } from '../load.ts';
import { hitWorker } from './hit.ts';
import type { Scene } from './scene.ts';

const noticedWithinMs = 8_000;
/** How long it stays stopped after that; the supervisor kills what hangs for ten seconds. */
const stoppedMsMax = 1_500;

export const stops: Scene = async ({ world, options, random, loadRandom, say }) => {
  const load = new Load(world, loadRandom, options.inFlight);
  const from = world.history.length;
  let continued: (() => void) | undefined;
  try {
    for (let count = 1; count <= options.stops; count += 1) {
      await world.whole();
      const { address, pid, atMs } = await hitWorker(world, load, random, 'SIGSTOP', 'stopped');
      continued = () => process.kill(pid, 'SIGCONT');
      if (count % 5 === 0 || count === 1) say(`stopped ${count} of ${options.stops}`);
      const isDown = () =>
        world.history.some((each) => each.type === 'down' && each.address === address && each.atMs >= atMs);
      await world.until(`${address} to be declared dead`, noticedWithinMs, isDown);
      await world.pause(random.integer(1, stoppedMsMax));
      continued();
      continued = undefined;
      world.tell({ type: 'continued', address });
      await world.until(`${address} to come back`, 30_000, () => world.advertised.has(address));
      world.tell({ type: 'back', address });
    }
  } catch (thrown) {
    try {
      continued?.();
    } catch {
      // Its supervisor has killed it meanwhile.
    }
    await load.cancel();
    throw thrown;
  }
  await load.finish();
  const history = world.history.slice(from);
  return [
    { name: 'SIGSTOP noticed after', unit: 'ms', values: detectionsMs(history, 'stopped'), atMost: 2_000 },
    { name: 'back after SIGCONT', unit: 'ms', values: returnsMs(history) },
    { name: 'work agreed with another after (stops)', unit: 'ms', values: reroutesMs(history), atMost: 1_000 },
  ];
};
