import { describe, expect, test } from '@jest/globals';
import { listConversations, readConversation } from '@parley/conversation';
import type { AskOptions, Outcome } from '@parley/mesh';
import { subjects } from '@parley/protocol';
import { z } from 'zod';
import { type AgentDefinition, capability, defineAgent, type PerformContext } from '../src/index.ts';
import { type TestMesh, testMesh } from '../src/testing/index.ts';
import { never, repeater } from './echo-agent.ts';

const intent = 'order a cake';
const part = 'repeat these words again';

type Handed = (context: PerformContext) => PromiseLike<Outcome>;

/** An agent that hands its work on, and answers with the outcome of that. */
function orderer(hand: Handed, name = 'orderer'): AgentDefinition {
  return defineAgent({
    name,
    capabilities: {
      order: capability({
        description: 'Order a cake from a baker.',
        examples: ['order a cake', 'get me a cake'],
        input: z.object({}),
        output: z.looseObject({ type: z.string() }),
        read: () => ({}),
        bid: () => ({ price: '1', etaMs: 500 }),
        perform: async (context) => {
          const { type, text } = await hand(context);
          return { type, text };
        },
      }),
    },
  });
}

const handOn =
  (options: AskOptions = {}): Handed =>
  ({ mesh }) =>
    mesh.ask(part, options);

async function partOf(world: TestMesh, options: AskOptions = {}): Promise<unknown> {
  const outcome = await world.ask(intent, options);
  return outcome.type === 'done' ? outcome.output : outcome;
}

describe('work that is handed on', () => {
  test('is done by another agent, and the record says of which conversation it is a part', async () => {
    await using world = await testMesh([orderer(handOn()), repeater('baker')]);
    const above = await world.ask(intent);
    expect(above).toMatchObject({ type: 'done', output: { type: 'done' } });
    await world.clock.advance(1_000);
    const bus = world.broker.connect({ inboxPrefix: subjects('test').replyPrefix('reader') });
    const whole = await world.settle(listConversations(bus, { mesh: 'test' }));
    expect(whole.conversations.map(({ conversation }) => conversation)).toEqual([above.conversation]);
    const all = await world.settle(listConversations(bus, { mesh: 'test', parts: true }));
    const child = all.conversations.find(({ parent }) => parent === above.conversation)!;
    const view = await world.settle(readConversation(bus, { mesh: 'test', conversation: child.conversation }));
    expect(view?.asked?.parent).toBe(above.conversation);
    await bus.close();
  });

  test('has the id that its author gave it', async () => {
    const conversation = 'ab'.repeat(16);
    let heard: string | undefined;
    const baker = repeater('baker', {
      bid: (context) => {
        heard = context.conversation;
        return { price: '0.10', etaMs: 100 };
      },
    });
    await using world = await testMesh([orderer(handOn({ conversation })), baker]);
    await partOf(world);
    expect(heard).toBe(conversation);
  });

  test('gets less time than is left, a share being kept back', async () => {
    let left = 0;
    let given = 0;
    const baker = repeater('baker', {
      bid: ({ remainingMs }) => {
        given = remainingMs();
        return { price: '0.10', etaMs: 100 };
      },
    });
    const noting: Handed = (context) => {
      left = context.remainingMs();
      return context.mesh.ask(part);
    };
    await using world = await testMesh([orderer(noting), baker]);
    await partOf(world, { withinMs: 10_000 });
    expect(given).toBeLessThanOrEqual(0.95 * left);
    expect(given).toBeGreaterThan(0.9 * left);
  });

  test('gets no more money than is left of the limit after other parts', async () => {
    const limitsSeen: unknown[] = [];
    const baker = repeater('baker', {
      bid: ({ priceLimit }) => {
        limitsSeen.push(priceLimit?.amount);
        return { price: '4', etaMs: 100 };
      },
    });
    const twice: Handed = async ({ mesh }) => {
      await mesh.ask(part);
      return await mesh.ask(part, { limits: { price: '100' } });
    };
    await using world = await testMesh([orderer(twice), baker]);
    await partOf(world, { limits: { price: '9' } });
    expect(limitsSeen).toEqual(['9', '5']);
  });

  test('is shared out by who knows the limit while it works', async () => {
    let known: unknown;
    const noting: Handed = (context) => {
      known = context.priceLimit;
      return context.mesh.ask(part);
    };
    await using world = await testMesh([orderer(noting), repeater('baker')]);
    await partOf(world, { limits: { price: '9' } });
    expect(known).toEqual({ amount: '9', currency: 'USD' });
  });

  test('and fails gives its money back', async () => {
    const limitsSeen: unknown[] = [];
    const baker = repeater('baker', {
      bid: ({ priceLimit }) => {
        limitsSeen.push(priceLimit?.amount);
        return { price: '4', etaMs: 100 };
      },
      perform: () => {
        throw new Error('burnt');
      },
    });
    const twice: Handed = async ({ mesh }) => {
      await mesh.ask(part);
      return await mesh.ask(part);
    };
    await using world = await testMesh([orderer(twice), baker]);
    await partOf(world, { limits: { price: '9' } });
    expect(new Set(limitsSeen)).toEqual(new Set(['9']));
  });

  test('never comes back to an agent above, by whatever instance', async () => {
    const again: Handed = ({ mesh }) => mesh.ask(intent);
    await using world = await testMesh([orderer(again), orderer(again)]);
    const found = await partOf(world);
    expect(found).not.toMatchObject({ type: 'done' });
    expect(JSON.stringify(found)).toMatch(/orderer/);
  });

  test('goes no deeper than the hops that are left', async () => {
    const chain = Array.from({ length: 6 }, (_, i) => i).map((i) => {
      const next: Handed = ({ mesh }) => mesh.ask(`order a cake of kind k${i + 1}`);
      return defineAgent({
        name: `level-${i}`,
        capabilities: {
          [`order-k${i}`]: capability({
            description: `Order a cake of kind k${i}.`,
            examples: [`order a cake of kind k${i}`],
            input: z.object({}),
            output: z.looseObject({ depth: z.number(), why: z.string() }),
            read: () => ({}),
            bid: ({ intent: words }) =>
              words.endsWith(`k${i}`) ? { price: '1', etaMs: 500 } : { refuse: 'another kind' },
            perform: async (context) => {
              try {
                const { type, text, ...outcome } = await next(context);
                if (type === 'done') return (outcome as { output: { depth: number; why: string } }).output;
                return { depth: i, why: text };
              } catch (thrown) {
                return { depth: i, why: (thrown as { code?: string }).code ?? String(thrown) };
              }
            },
          }),
        },
      });
    });
    await using world = await testMesh(chain);
    const outcome = await world.ask('order a cake of kind k0');
    expect(outcome).toMatchObject({ type: 'done', output: { depth: 4, why: 'hops-exhausted' } });
  });

  test('ends with the work, all the way down', async () => {
    const stopped: string[] = [];
    const waiting: Handed = async ({ mesh, signal }) => {
      signal.addEventListener('abort', () => stopped.push('orderer'));
      return await mesh.ask(part);
    };
    const baker = repeater('baker', {
      perform: ({ signal }) => {
        signal.addEventListener('abort', () => stopped.push('baker'));
        return never();
      },
    });
    await using world = await testMesh([orderer(waiting), baker]);
    const asking = world.mesh.ask(intent);
    const outcome = world.settle(asking.outcome);
    for await (const event of asking) {
      if (event.type === 'agreed') await world.clock.advance(1_000).then(() => asking.cancel('the guests are gone'));
    }
    expect((await outcome).type).toBe('cancelled');
    await world.clock.advance(3_000);
    expect(stopped.sort()).toEqual(['baker', 'orderer']);
  });
});
