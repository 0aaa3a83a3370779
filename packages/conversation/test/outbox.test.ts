// The way into the stream: each message is acknowledged, and whatever happens to one, what was in it arrives.

import { expect, test } from '@jest/globals';
import type { Bus, Stream } from '@parley/bus';
import { listConversations, readConversation } from '../src/index.ts';
import { tellDone } from './support/told.ts';
import { caller, memoryWorld, mesh } from './support/world.ts';

const names = (prefix: string) => [0, 1, 2, 3, 4].map((at) => `${prefix}${at}`);

async function conversationsIn(world: ReturnType<typeof memoryWorld>) {
  const { conversations } = await listConversations(world.bus, { mesh });
  return conversations.map(({ conversation }) => conversation).sort();
}

type Append = () => ReturnType<Stream['append']>;

/** A bus whose stream appends by `how`, which is told how often it was asked before. */
function appendingOn(
  world: ReturnType<typeof memoryWorld>,
  how: (append: Append, at: number, subject: string) => ReturnType<Stream['append']>,
): Bus {
  let count = 0;
  const bound = <Target extends object>(target: Target, name: string | symbol) => {
    const value = Reflect.get(target, name, target) as unknown;
    return typeof value === 'function' ? value.bind(target) : value;
  };
  return new Proxy(world.connect(), {
    get: (bus, name) => {
      if (name !== 'stream') return bound(bus, name);
      return async (...config: Parameters<Bus['stream']>) =>
        new Proxy(await bus.stream(...config), {
          get: (stream, property) => {
            if (property !== 'append') return bound(stream, property);
            return (...parts: Parameters<Stream['append']>) => how(() => stream.append(...parts), count++, parts[0]);
          },
        });
    },
  });
}

// What an emptied broker had acknowledged is its own loss.
test.each([
  ['comes back at once', { empty: false }, 0, ['a0', 'a1', 'a2', 'a3', 'a4', 'first']],
  ['comes back later', { empty: false }, 50, ['a0', 'a1', 'a2', 'a3', 'a4', 'first']],
  ['comes back empty', { empty: true }, 0, names('a')],
  ['comes back empty and later', { empty: true }, 50, names('a')],
])('a message that a broker cut which %s goes again', async (_, how, awayMs, expected) => {
  const world = memoryWorld();
  let losses = 0;
  const recorder = world.recorder(
    caller,
    {},
    appendingOn(world, async (append, at) => {
      if (at !== 1) return await append();
      losses += 1;
      world.broker.stop();
      if (awayMs > 0) world.clock.setTimeout(() => world.broker.restart(how), awayMs);
      const sent = append();
      if (awayMs === 0) world.broker.restart(how);
      return await sent;
    }),
  );
  tellDone(recorder, 'first');
  await world.clock.advance(100);
  for (const name of names('a')) tellDone(recorder, name);
  await world.settle(recorder.close());
  expect(losses).toBe(1);
  expect(await conversationsIn(world)).toEqual(expected);
});

test('a message whose acknowledgement is lost is there twice, and told once', async () => {
  const world = memoryWorld();
  const bus = appendingOn(world, async (append, at) => {
    const stored = await append();
    if (at === 0) throw new Error('no acknowledgement came');
    return stored;
  });
  const recorder = world.recorder(caller, {}, bus);
  for (const name of names('a')) tellDone(recorder, name);
  await world.settle(recorder.close());
  expect(await conversationsIn(world)).toEqual(names('a'));
  const view = await readConversation(world.bus, { mesh, conversation: 'a2' });
  expect(view?.gaps).toMatchObject({ doubles: 10, missing: [], undecodable: [] });
  expect(view?.timeline).toHaveLength(10);
});

test('conversations that end together share a message, and one too large for company has its own', async () => {
  const world = memoryWorld();
  const appended: string[] = [];
  const recorder = world.recorder(
    caller,
    {},
    appendingOn(world, async (append, _, subject) => {
      appended.push(subject.split('.').at(-1)!);
      return await append();
    }),
  );
  tellDone(recorder, 'a0');
  recorder.append('large', {
    type: 'work-started',
    capability: 'pay',
    attempt: 1,
    input: { amount: 'y'.repeat(100_000) },
  });
  recorder.end('large');
  tellDone(recorder, 'a1');
  tellDone(recorder, 'a2');
  await world.settle(recorder.close());
  expect(appended).toEqual(['a0', 'large', 'many']);
  expect(await conversationsIn(world)).toEqual(['a0', 'a1', 'a2', 'large']);
  for (const conversation of ['a0', 'a1', 'a2']) {
    const view = await readConversation(world.bus, { mesh, conversation });
    expect(view?.timeline).toHaveLength(10);
  }
  expect(await readConversation(world.bus, { mesh, conversation: 'many' })).toBeUndefined();
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
