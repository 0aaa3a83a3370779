// Experience with agents in the real mesh: it outlives its caller, is shared, and cannot be talked into anything.

import { describe, expect, test } from '@jest/globals';
import { connect } from '@parley/mesh';
import { buckets, evidenceKey, subjects } from '@parley/protocol';
import { pino } from 'pino';
import { testMesh, wordEmbedder } from '../src/testing/index.ts';
import { repeater } from './echo-agent.ts';

const intent = 'repeat these words again';
const input = { text: 'hello' };
type World = Awaited<ReturnType<typeof testMesh>>;

const agent = (name: string, price: string, takesMs = 10, etaMs = 10) =>
  repeater(name, {
    bid: () => ({ price, etaMs }),
    perform: async ({ input: { text }, sleep }) => {
      await sleep(takesMs);
      return { text };
    },
  });
const broken = (name: string, price: string) =>
  repeater(name, {
    bid: () => ({ price, etaMs: 10 }),
    perform: () => {
      throw new Error('it does not work');
    },
  });

let clients = 0;
function caller(world: World, name: string) {
  clients += 1;
  const bus = world.broker.connect({ inboxPrefix: subjects('test').replyPrefix(`c${clients}`) });
  const logger = pino({ level: 'silent' });
  return world.settle(connect({ bus, mesh: 'test', clock: world.clock, embedder: wordEmbedder(), logger, name }));
}

const askBy = (world: World, mesh: Awaited<ReturnType<typeof caller>>) =>
  world.settle(mesh.ask(intent, { input }).outcome);

/** Who is tried first by a caller that nobody knows. */
async function firstChoice(world: World): Promise<string | undefined> {
  const stranger = await caller(world, `stranger-${clients}`);
  await world.clock.advance(100);
  const { tried } = await askBy(world, stranger);
  await world.settle(stranger.close());
  return tried.attempts[0]?.agent;
}

/** A report as anybody may write it. */
async function report(world: World, by: string, about: string, done: number, failed: number): Promise<void> {
  const bus = world.broker.connect({ inboxPrefix: subjects('test').replyPrefix(`liar-${by}`) });
  const bucket = await bus.keyValue(buckets('test').reputation);
  const key = evidenceKey({ agent: about, capability: 'repeat', reporter: by, instance: by });
  const evidence = { v: 1, done, failed, lateness: 0, atMs: world.clock.epochMs() };
  await bucket.put(key, new TextEncoder().encode(JSON.stringify(evidence)));
  await bus.close();
}

describe('experience with an agent', () => {
  test("is its caller's again after a restart, and a stranger profits by it", async () => {
    await using world = await testMesh([broken('cheap', '0.01'), agent('good', '0.05')]);
    expect(await firstChoice(world)).toBe('cheap');
    const shop = await caller(world, 'shop');
    for (let i = 0; i < 3; i += 1) await askBy(world, shop);
    await world.settle(shop.close());
    const again = await caller(world, 'shop');
    await world.clock.advance(100);
    expect((await askBy(world, again)).tried.attempts.map((each) => each.agent)).toEqual(['good']);
    await world.settle(again.close());
  });

  test('of who takes longer than promised is in the choice, and in its story', async () => {
    await using world = await testMesh([agent('boaster', '0.10', 3_000, 10), agent('plain', '0.10', 200, 200)]);
    const shop = await caller(world, 'shop');
    for (let i = 0; i < 8; i += 1) await askBy(world, shop);
    const { tried } = await askBy(world, shop);
    expect(tried.attempts[0]?.agent).toBe('plain');
    expect(tried.board.find((row) => row.agent === 'boaster')?.timeFactor).toBeGreaterThan(2);
    expect(tried.board.find((row) => row.agent === 'plain')?.timeFactor).toBeUndefined();
    await world.settle(shop.close());
  });

  test('of a newcomer that is better takes no time: it starts as the average does', async () => {
    await using world = await testMesh([agent('old', '0.20'), agent('new', '0.10')]);
    for (const by of ['a', 'b', 'c']) await report(world, by, 'old', 50, 0);
    expect(await firstChoice(world)).toBe('new');
  });
});

describe('what others write', () => {
  test('of an honest agent cannot sink it where three know better', async () => {
    await using world = await testMesh([agent('good', '0.10'), agent('dear', '0.15')]);
    for (const by of ['a', 'b', 'c']) await report(world, by, 'good', 20, 0);
    await report(world, 'liar', 'good', 0, 1_000_000);
    expect(await firstChoice(world)).toBe('good');
  });

  test('of a bad agent cannot lift it where three know better', async () => {
    await using world = await testMesh([broken('bad', '0.05'), agent('good', '0.10')]);
    for (const by of ['a', 'b', 'c']) await report(world, by, 'bad', 0, 20);
    for (const by of ['liar', 'crony']) await report(world, by, 'bad', 1_000_000, 0);
    expect(await firstChoice(world)).toBe('good');
  });

  test('may be garbage, and disturbs nobody', async () => {
    await using world = await testMesh([agent('good', '0.10')]);
    const bus = world.broker.connect({ inboxPrefix: subjects('test').replyPrefix('garbage') });
    const bucket = await bus.keyValue(buckets('test').reputation);
    await bucket.put('good.repeat.x.y', new Uint8Array([0xff, 0x00]));
    await bucket.put('good.repeat', new TextEncoder().encode('{}'));
    await bucket.put('good.repeat.x.z', new TextEncoder().encode('{"v":1,"done":-5}'));
    expect(await firstChoice(world)).toBe('good');
    await bus.close();
  });

  test('survives a broker that comes back empty: who still knows writes it again', async () => {
    await using world = await testMesh([broken('cheap', '0.01'), agent('good', '0.05')]);
    const shop = await caller(world, 'shop');
    for (let i = 0; i < 3; i += 1) await askBy(world, shop);
    await world.clock.advance(3_000);
    world.broker.stop();
    world.broker.restart({ empty: true });
    await world.clock.advance(10_000);
    const bus = world.broker.connect({ inboxPrefix: subjects('test').replyPrefix('reader') });
    const bucket = await bus.keyValue(buckets('test').reputation);
    expect((await bucket.keys()).filter((key) => key.startsWith('cheap.repeat.shop.'))).toHaveLength(1);
    await bus.close();
    await world.settle(shop.close());
  });
});
