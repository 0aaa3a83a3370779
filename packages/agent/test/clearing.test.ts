// Tasks that a caller has open at the same time, awarded together in the real mesh.

import { describe, expect, test } from '@jest/globals';
import { readConversation, whyNot } from '@parley/conversation';
import { connect } from '@parley/mesh';
import { subjects } from '@parley/protocol';
import { pino } from 'pino';
import { testMesh, wordEmbedder } from '../src/testing/index.ts';
import { repeater } from './echo-agent.ts';

const intent = 'repeat these words again';
type World = Awaited<ReturnType<typeof testMesh>>;

/** Has one slot, and a price for each text. */
const agent = (name: string, prices: Record<string, string>, slots = 1) =>
  repeater(
    name,
    {
      bid: ({ input }) =>
        prices[input.text] === undefined ? { refuse: 'not that' } : { price: prices[input.text]!, etaMs: 500 },
      perform: async ({ input, sleep }) => {
        await sleep(500);
        return { text: input.text };
      },
    },
    slots,
  );

let clients = 0;
async function clearing(world: World, clearWithinMs?: number) {
  clients += 1;
  const bus = world.broker.connect({ inboxPrefix: subjects('test').replyPrefix(`clearing${clients}`) });
  const logger = pino({ level: 'silent' });
  const shared = { bus, mesh: 'test', clock: world.clock, embedder: wordEmbedder(), logger };
  const mesh = await world.settle(connect({ ...shared, ...(clearWithinMs === undefined ? {} : { clearWithinMs }) }));
  const all = (...texts: string[]) =>
    world.settle(Promise.all(texts.map((text) => mesh.ask(intent, { input: { text }, prefer: 'price' }).outcome)));
  return { mesh, all };
}

const agents = () => [agent('ada', { one: '1.00', two: '1.00' }), agent('bob', { one: '1.10', two: '9.00' })];
const spent = (outcomes: readonly unknown[]) =>
  outcomes.reduce<number>((sum, each) => sum + Number((each as { price: { amount: string } }).price.amount), 0);

describe('two tasks that want the same agent', () => {
  test('are served best together where they are cleared together, and each by itself is not', async () => {
    {
      await using world = await testMesh(agents());
      const { all } = await clearing(world, 100);
      const outcomes = await all('one', 'two');
      expect(outcomes.map((each) => each.type === 'done' && each.agent)).toEqual(['bob', 'ada']);
      expect(spent(outcomes)).toBeCloseTo(2.1, 6);
    }
    await using world = await testMesh(agents());
    const { all } = await clearing(world);
    expect(spent(await all('one', 'two'))).toBeCloseTo(10, 6);
  });

  test('and the story says so', async () => {
    await using world = await testMesh(agents());
    const { all } = await clearing(world, 100);
    const [one] = await all('one', 'two');
    await world.clock.advance(1_000);
    const bus = world.broker.connect({ inboxPrefix: subjects('test').replyPrefix('reader') });
    const view = await world.settle(readConversation(bus, { mesh: 'test', conversation: one!.conversation }));
    expect(view!.attempts[0]).toMatchObject({
      agent: 'bob',
      clearedWith: 2,
      why: 'the best for all 2 tasks that were awarded together',
    });
    expect(whyNot(view!, 'ada')).toMatchObject({
      reason: { type: 'cleared', to: 'bob', together: 2 },
      text: 'ada was passed over for bob: the best for all 2 tasks that were awarded together.',
    });
    await bus.close();
  });
});

describe('who clears', () => {
  test('waits for nobody where it has one task open', async () => {
    await using world = await testMesh(agents());
    const { mesh } = await clearing(world, 10_000);
    const asking = mesh.ask(intent, { input: { text: 'one' } });
    const outcome = await world.settle(asking.outcome);
    expect(outcome).toMatchObject({ type: 'done', agent: 'ada' });
    expect(outcome.tried.elapsedMs).toBeLessThan(1_500);
  });

  test('keeps to the limits of each task, and leaves a task that nobody can do to end by itself', async () => {
    await using world = await testMesh(agents());
    const { mesh } = await clearing(world, 100);
    const ask = (text: string, price: string) => mesh.ask(intent, { input: { text }, limits: { price } }).outcome;
    const outcomes = await world.settle(Promise.all([ask('one', '1.05'), ask('two', '20.00'), ask('three', '5.00')]));
    expect(outcomes.map((each) => (each.type === 'done' ? each.agent : each.type))).toEqual(['ada', 'bob', 'refused']);
  });

  test('gives one that fails to the next, as ever', async () => {
    const broken = repeater('broken', {
      bid: () => ({ price: '0.10', etaMs: 10 }),
      perform: () => {
        throw new Error('out of order');
      },
    });
    await using world = await testMesh([broken, agent('bob', { one: '1.00', two: '1.00' }, 2)]);
    const { all } = await clearing(world, 100);
    const outcomes = await all('one', 'two');
    expect(outcomes.map((each) => each.type === 'done' && each.agent)).toEqual(['bob', 'bob']);
  });

  test('is not kept by one that is cancelled meanwhile', async () => {
    await using world = await testMesh(agents());
    const { mesh } = await clearing(world, 10_000);
    const given = mesh.ask(intent, { input: { text: 'one' } });
    const other = mesh.ask(intent, { input: { text: 'two' } });
    other.cancel();
    expect(await world.settle(other.outcome)).toMatchObject({ type: 'cancelled' });
    expect(await world.settle(given.outcome)).toMatchObject({ type: 'done' });
  });

  test.each([[-1], [Number.NaN], [60_000]])('cannot wait for %s ms', async (clearWithinMs) => {
    await using world = await testMesh([]);
    await expect(clearing(world, clearWithinMs)).rejects.toMatchObject({ code: 'bad-options' });
  });
});
