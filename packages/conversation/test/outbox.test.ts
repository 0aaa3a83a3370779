// The way into the stream, where only the last of a group is acknowledged: whatever happens to the others, they arrive.

import { expect, test } from '@jest/globals';
import type { Bus } from '@parley/bus';
import { listConversations } from '../src/index.ts';
import { tellDone } from './support/told.ts';
import { caller, memoryWorld, mesh } from './support/world.ts';

const names = (prefix: string) => [0, 1, 2, 3, 4].map((at) => `${prefix}${at}`);

async function conversationsIn(world: ReturnType<typeof memoryWorld>) {
  const { conversations } = await listConversations(world.bus, { mesh });
  return conversations.map(({ conversation }) => conversation).sort();
}

// The first of five goes alone, the others as a group; what an emptied broker had acknowledged is its own loss.
test.each([
  ['comes back at once', { empty: false }, 0, ['a0', 'a1', 'a2', 'a3', 'a4', 'first']],
  ['comes back later', { empty: false }, 50, ['a0', 'a1', 'a2', 'a3', 'a4', 'first']],
  ['comes back empty', { empty: true }, 0, ['a1', 'a2', 'a3', 'a4']],
  ['comes back empty and later', { empty: true }, 50, ['a1', 'a2', 'a3', 'a4']],
])('a group that a broker cut which %s goes again as a whole', async (_, how, awayMs, expected) => {
  const world = memoryWorld();
  const bus = world.connect();
  let losses = 0;
  let isBack = false;
  const lose = () => {
    losses += 1;
    world.broker.stop();
    if (awayMs > 0) world.clock.setTimeout(() => world.broker.restart(how), awayMs);
  };
  const cutting = new Proxy(bus, {
    get: (target, name) => {
      const value = Reflect.get(target, name, target) as unknown;
      if (name !== 'publish') return typeof value === 'function' ? value.bind(target) : value;
      return (...args: Parameters<Bus['publish']>) => {
        if (losses === 0) lose();
        target.publish(...args);
        if (awayMs === 0 && losses === 1 && !isBack) {
          isBack = true;
          world.broker.restart(how);
        }
      };
    },
  });
  const recorder = world.recorder(caller, {}, cutting);
  tellDone(recorder, 'first');
  await world.clock.advance(100);
  for (const name of names('a')) tellDone(recorder, name);
  await world.settle(recorder.close());
  expect(losses).toBe(1);
  expect(await conversationsIn(world)).toEqual(expected);
});

test('after a broker that came back empty nothing is published before the stream is known to be there', async () => {
  const world = memoryWorld();
  const recorder = world.recorder(caller);
  tellDone(recorder, 'first');
  await world.clock.advance(100);
  world.broker.restart({ empty: true });
  for (const name of names('a')) tellDone(recorder, name);
  await world.settle(recorder.close());
  expect(recorder.stats).toMatchObject({ waiting: 0, dropped: 0 });
  expect(await conversationsIn(world)).toEqual(names('a'));
});

test('what failed is tried again with growing pauses, until it is there', async () => {
  const world = memoryWorld();
  const bus = world.connect();
  const tries: number[] = [];
  const failing = new Proxy(bus, {
    get: (target, name) => {
      const value = Reflect.get(target, name, target) as unknown;
      if (name === 'stream' && tries.length < 4) {
        return async () => {
          tries.push(world.clock.now());
          throw new Error('not now');
        };
      }
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  const problems: string[] = [];
  const recorder = world.recorder(caller, { onProblem: ({ text }) => problems.push(text) }, failing);
  tellDone(recorder, 'a');
  await world.clock.advance(5_000);
  expect(tries.map((at, index) => at - (tries[index - 1] ?? 20))).toEqual([0, 100, 200, 400]);
  expect(problems).toEqual(['The record cannot be written: not now. It is kept and tried again.']);
  expect(await conversationsIn(world)).toEqual(['a']);
});
