// Nothing is done to the mesh, while it works and every core is kept busy: nobody may be taken for dead.

import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { outcomeCounts } from '../history.ts';
import { Load } from '../load.ts';
import type { Scene } from './scene.ts';

const spin = 'for (;;) {}';

export const quiet: Scene = async ({ world, options, loadRandom, say }) => {
  await world.whole();
  const cores = availableParallelism();
  const from = world.history.length;
  say(`${options.quietSeconds} s with ${cores} cores busy`);
  const spinners = Array.from({ length: cores }, () => new Worker(spin, { eval: true }));
  const load = new Load(world, loadRandom, options.inFlight);
  try {
    await world.pause(options.quietSeconds * 1_000);
  } catch (thrown) {
    await load.cancel();
    throw thrown;
  } finally {
    await Promise.all(spinners.map((each) => each.terminate()));
  }
  await load.finish();
  const history = world.history.slice(from);
  const suspicions = history.filter(({ type }) => type === 'down').length;
  const asks = Object.values(outcomeCounts(history)).reduce((sum, each) => sum + each, 0);
  return [
    {
      name: `false suspicions in ${options.quietSeconds} s, all cores busy`,
      unit: 'count',
      values: [suspicions],
      atMost: 0,
    },
    { name: 'asks meanwhile', unit: 'asks', values: [asks] },
  ];
};
