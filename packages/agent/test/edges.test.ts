import { describe, expect, test } from '@jest/globals';
import { encode, limits, type Message, subjects } from '@parley/protocol';
import { testMesh } from '../src/testing/index.ts';
import { never, repeater } from './echo-agent.ts';

const intent = 'repeat these words again';
const at = subjects('test');

describe("what comes to an agent's inbox by its wildcard and is for others", () => {
  test.each([
    ['a signal', at.signal('one', 'i0')],
    ['an answer', `${at.replyPrefix('one')}.i0`],
  ])('%s whose last words are its own is left alone', async (_what, subject) => {
    await using world = await testMesh([repeater('one')]);
    const bus = world.broker.connect({ inboxPrefix: at.replyPrefix('stranger') });
    const heard: string[] = [];
    bus.subscribe(at.invalid, ({ subject }) => heard.push(subject));
    const call: Message = {
      v: 1,
      id: 'm1',
      performative: 'cfp',
      conversation: 'c1',
      from: 'client/stranger',
      withinMs: 250,
      body: { capability: 'repeat', intent, limits: { withinMs: 5_000 }, round: 1, path: [], hopsLeft: 4 },
    };
    const channel = bus.channel({ message: ({ data }) => heard.push(String(data)) });
    bus.publish(subject, encode(call), { reply: channel.subject });
    expect((await world.ask(intent)).type).toBe('done');
    expect(heard).toEqual([]);
  });
});

describe('an input that cannot travel', () => {
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  test.each([
    ['is too large', { text: 'x'.repeat(limits.inputBytesMax) }, 'payload-too-large', /reference to large data/],
    ['has a circle in it', circle, 'wrong-schema', /in a circle/],
    ['has a number that is not finite', { amount: Number.NaN }, 'wrong-schema', /not finite/],
    ['has a BigInt in it', { amount: 1n }, 'wrong-schema', /BigInt/],
    ['is a function', () => 1, 'wrong-schema', /no data/],
  ])('because it %s is refused before anything is sent', async (_why, input, code, text) => {
    await using world = await testMesh([repeater('one')]);
    const ask = () => world.mesh.ask(intent, { input });
    expect(ask).toThrow(expect.objectContaining({ code, message: expect.stringMatching(text) }));
  });

  test('and the largest that may is asked for and given to the winner', async () => {
    const text = 'x'.repeat(limits.inputBytesMax - 20);
    await using world = await testMesh([repeater('one')]);
    expect(await world.ask(intent, { input: { text } })).toMatchObject({ type: 'done', output: { text } });
  });
});

describe('among equals', () => {
  test('everybody is called at times', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    await using world = await testMesh(names.map((name) => repeater(name)));
    const called = new Set<string>();
    for (let i = 0; i < 60; i++) {
      const { tried } = await world.ask(intent);
      expect(tried.bidders).toHaveLength(3);
      for (const { agent } of tried.bidders) called.add(agent);
    }
    expect([...called].sort()).toEqual(names);
  });
});

describe('a winner that is stuck for as long as it may be silent', () => {
  test('is replaced by the runner-up of the same call, whose bid still stands', async () => {
    const stuck = repeater('stuck', { bid: () => ({ price: '0.01', etaMs: 10 }), perform: never });
    await using world = await testMesh([stuck, repeater('second')]);
    const outcome = await world.ask(intent);
    expect(outcome).toMatchObject({ type: 'done', agent: 'second' });
    expect(outcome.tried.rounds).toBe(1);
  });
});
