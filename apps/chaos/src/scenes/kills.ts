// Agents are killed while they work, one after another: the next when all are back.

import { detectionsMs, reroutesMs } from '../history.ts';
import { Load } from '../load.ts';
import { hitWorker } from './hit.ts';
import type { Scene } from './scene.ts';

const noticedWithinMs = 15_000;

export const kills: Scene = async ({ world, options, random, loadRandom, say }) => {
  const load = new Load(world, loadRandom, options.inFlight);
  const from = world.history.length;
  const restarts: number[] = [];
  try {
    for (let count = 1; count <= options.kills; count += 1) {
      await world.whole();
      const { address, atMs } = await hitWorker(world, load, random, 'SIGKILL', 'killed');
      if (count % 10 === 0 || count === 1) say(`killed ${count} of ${options.kills}`);
      const isDown = () =>
        world.history.some((each) => each.type === 'down' && each.address === address && each.atMs >= atMs);
      await world.until(`${address} to be declared dead`, noticedWithinMs, isDown);
      const gone = () => !world.advertised.has(address) && world.advertised.size >= world.ready.agents.length;
      await world.until(`another in the place of ${address}`, 60_000, gone);
      restarts.push(performance.now() - atMs);
    }
  } catch (thrown) {
    await load.cancel();
    throw thrown;
  }
  await load.finish();
  const history = world.history.slice(from);
  return [
    { name: 'SIGKILL noticed after', unit: 'ms', values: detectionsMs(history, 'killed'), atMost: 100 },
    { name: 'work agreed with another after', unit: 'ms', values: reroutesMs(history), atMost: 1_000 },
    { name: 'a new instance callable after', unit: 'ms', values: restarts },
  ];
};
