// The broker is killed under load. It is started again where it was; all reconnect and say again who they are.

import { settlesMs } from '../history.ts';
import { Load } from '../load.ts';
import type { Scene } from './scene.ts';

export const broker: Scene = async ({ world, options, random, loadRandom, say }) => {
  const { pids } = world.ready;
  if (pids.broker === null) throw new Error('The broker is not ours to kill.');
  await world.whole();
  const from = world.history.length;
  const load = new Load(world, loadRandom, options.inFlight);
  try {
    await world.pause(random.integer(500, 2_000));
    const killedAtMs = performance.now();
    process.kill(pids.broker, 'SIGKILL');
    world.tell({ type: 'broker-killed' });
    say('killed the broker');
    await world.heardAll();
    const heardMs = performance.now() - killedAtMs;
    await world.whole();
    const done = () =>
      world.history.some(
        (each) => each.type === 'returned' && each.outcome === 'done' && each.atMs > killedAtMs + heardMs,
      );
    await world.until('an ask to be done', 30_000, done);
    const doneMs = performance.now() - killedAtMs;
    await load.finish();
    return [
      { name: 'every agent heard again after the broker was killed', unit: 'ms', values: [heardMs] },
      { name: 'the next ask done after that', unit: 'ms', values: [doneMs - heardMs] },
      { name: 'asks under way at its end settled after', unit: 'ms', values: settlesMs(world.history.slice(from)) },
    ];
  } catch (thrown) {
    await load.cancel();
    throw thrown;
  }
};
