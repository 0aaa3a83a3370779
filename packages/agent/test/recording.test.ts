// What an agent writes into the record: what its caller cannot tell, and no more.

import { describe, expect, test } from '@jest/globals';
import { type ConversationView, readConversation, secretMark } from '@parley/conversation';
import { connect } from '@parley/mesh';
import { subjects } from '@parley/protocol';
import { pino } from 'pino';
import { z } from 'zod';
import { capability, defineAgent, TaskFailure } from '../src/index.ts';
import { type TestMesh, testMesh, wordEmbedder } from '../src/testing/index.ts';
import { repeater } from './echo-agent.ts';

const intent = 'repeat these words again';
/** Longer than a writer keeps a batch. */
const batchMs = 400;

let readers = 0;
async function read(world: TestMesh, conversation: string): Promise<ConversationView | undefined> {
  const bus = world.broker.connect({ inboxPrefix: subjects('test').replyPrefix(`reader${++readers}`) });
  const view = await world.settle(readConversation(bus, { mesh: 'test', conversation }));
  await bus.close();
  return view;
}

function toldBy(kind: string, view: ConversationView | undefined) {
  return (view?.timeline ?? []).filter(({ writer }) => writer.kind === kind).map(({ body }) => body);
}

const typesOf = (bodies: readonly { readonly type: string }[]) => bodies.map(({ type }) => type);

describe('the record an agent writes', () => {
  test('leaves out what the caller tells as well: bids that lost, refusals, and work whose result was taken', async () => {
    const dear = repeater('dear', { bid: () => ({ price: '0.90', etaMs: 100 }) });
    const shy = repeater('shy', { bid: () => ({ refuse: 'not today' }) });
    await using world = await testMesh([repeater('one'), dear, shy]);
    const asking = world.mesh.ask(intent);
    expect((await world.settle(asking.outcome)).type).toBe('done');
    await world.clock.advance(batchMs);
    const view = await read(world, asking.conversation);
    expect(toldBy('caller', view)).not.toHaveLength(0);
    expect(toldBy('agent', view)).toEqual([]);
  });

  test('tells of work that failed, each entry after the message that led to it', async () => {
    const failing = repeater('failing', {
      perform: () => {
        throw new TaskFailure('no-paper', 'there is no paper');
      },
    });
    await using world = await testMesh([failing]);
    const asking = world.mesh.ask(intent);
    await world.settle(asking.outcome);
    await world.clock.advance(batchMs);
    const view = await read(world, asking.conversation);
    const told = toldBy('agent', view);
    expect(typesOf(told)).toEqual(['bid-made', 'work-started', 'work-ended', 'part-ended']);
    expect(told[2]).toMatchObject({ ended: 'failed', code: 'no-paper', text: 'there is no paper', attempt: 1 });
    const all = typesOf((view?.timeline ?? []).map(({ body }) => body));
    for (const [first, second] of [
      ['called', 'bid-made'],
      ['bid-made', 'proposed'],
      ['awarded', 'work-started'],
      ['work-started', 'agreed'],
      ['work-ended', 'attempt-failed'],
    ] as const) {
      expect(all.indexOf(first)).toBeLessThan(all.indexOf(second));
    }
    expect(view?.gaps).toMatchObject({ missing: [], undecodable: [], doubles: 0 });
  });

  test('tells of work that goes on for longer than a batch, while it goes on and to its end', async () => {
    const slow = repeater('slow', {
      perform: async ({ input, sleep }) => {
        await sleep(1_000);
        return input;
      },
    });
    await using world = await testMesh([slow]);
    const asking = world.mesh.ask(intent, { withinMs: 5_000 });
    for await (const event of eventsOf(world, asking)) if (event.type === 'agreed') break;
    await world.clock.advance(batchMs);
    const during = await read(world, asking.conversation);
    expect(typesOf(toldBy('agent', during))).toEqual(['bid-made', 'work-started']);
    await world.settle(asking.outcome);
    await world.clock.advance(batchMs);
    const after = await read(world, asking.conversation);
    expect(typesOf(toldBy('agent', after))).toEqual(['bid-made', 'work-started', 'work-ended', 'part-ended']);
    expect(after?.gaps.missing).toEqual([]);
  });

  test('tells of work whose caller is gone: nobody else can', async () => {
    const slow = repeater('slow', {
      perform: async ({ input, sleep }) => {
        await sleep(150);
        return input;
      },
    });
    await using world = await testMesh([slow]);
    const bus = world.broker.connect({ inboxPrefix: subjects('test').replyPrefix('dying') });
    const caller = await world.settle(
      connect({
        bus,
        mesh: 'test',
        clock: world.clock,
        embedder: wordEmbedder(),
        logger: pino({ level: 'silent' }),
        record: 'off',
      }),
    );
    const asking = caller.ask(intent);
    for await (const event of eventsOf(world, asking)) if (event.type === 'agreed') break;
    await bus.close();
    await world.clock.advance(batchMs);
    const told = toldBy('agent', await read(world, asking.conversation));
    expect(typesOf(told)).toEqual(['bid-made', 'work-started', 'work-ended', 'part-ended', 'part-ended']);
    expect(told[2]).toMatchObject({ ended: 'done', output: { text: intent } });
    expect(told.at(-1)).toMatchObject({ text: expect.stringContaining('nobody took the result') });
    await world.settle(caller.close());
  });

  test('has no secret of its capability, and no content at all where that is not wanted', async () => {
    const pay = () =>
      defineAgent({
        name: 'payer',
        capabilities: {
          repeat: capability({
            description: 'Repeat a text: say the same words again.',
            examples: ['repeat these words'],
            input: z.object({ text: z.string(), pin: z.string().meta({ secret: true }) }),
            output: z.object({ text: z.string() }),
            bid: () => ({ price: '0.10', etaMs: 100 }),
            perform: ({ input }) => {
              throw new TaskFailure('wrong-pin', `the pin ${input.pin} is wrong`);
            },
          }),
        },
      });
    const told = [];
    for (const record of ['full', 'without-content', 'off'] as const) {
      await using world = await testMesh([pay()], { record });
      const asking = world.mesh.ask(intent, { input: { text: 'hello', pin: '4711-0815' } });
      await world.settle(asking.outcome);
      await world.clock.advance(batchMs);
      told.push(toldBy('agent', await read(world, asking.conversation)));
    }
    const [full, without, off] = told;
    expect(full?.[0]).toMatchObject({ type: 'bid-made', input: { text: 'hello', pin: secretMark } });
    expect(JSON.stringify(full)).not.toContain('4711-0815');
    expect(without?.[0]).toMatchObject({ type: 'bid-made' });
    expect(without?.[0]).not.toHaveProperty('input');
    expect(JSON.stringify(without)).not.toContain('hello');
    expect(off).toEqual([]);
  });
});

/** The events, with a clock that goes on while they are waited for. */
async function* eventsOf(world: TestMesh, asking: ReturnType<TestMesh['mesh']['ask']>) {
  const events = asking[Symbol.asyncIterator]();
  for (let next = await world.settle(events.next()); !next.done; next = await world.settle(events.next())) {
    yield next.value;
  }
}
