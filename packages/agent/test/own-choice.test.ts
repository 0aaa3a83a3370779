import { describe, expect, test } from '@jest/globals';
import { readConversation, whyNot } from '@parley/conversation';
import { subjects } from '@parley/protocol';
import { testMesh } from '../src/testing/index.ts';
import { repeater } from './echo-agent.ts';

const intent = 'repeat these words again';
const priced = (name: string, price: string, perform?: () => never) =>
  repeater(name, {
    bid: () => ({ price, etaMs: 100, terms: { from: `the depot of ${name}` } }),
    ...(perform === undefined ? {} : { perform }),
  });
const fails = () => {
  throw new Error('out of order');
};

describe('a caller that chooses itself', () => {
  test('sees every bid with its terms, best first, and gets whom it names', async () => {
    await using world = await testMesh([priced('cheap', '0.10'), priced('dear', '0.30')]);
    let seen: unknown;
    const outcome = await world.ask(intent, {
      choose: (bids) => {
        seen = bids.map(({ agent, terms }) => [agent, terms]);
        return ['dear/i1'];
      },
    });
    expect(outcome).toMatchObject({ type: 'done', agent: 'dear' });
    expect(seen).toEqual([
      ['cheap', { from: 'the depot of cheap' }],
      ['dear', { from: 'the depot of dear' }],
    ]);
  });

  test('is the reason that the record gives to those it did not choose', async () => {
    await using world = await testMesh([priced('cheap', '0.10'), priced('dear', '0.30')]);
    const outcome = await world.ask(intent, { choose: () => ['dear/i1'] });
    await world.clock.advance(1_000);
    const bus = world.broker.connect({ inboxPrefix: subjects('test').replyPrefix('reader') });
    const view = await world.settle(readConversation(bus, { mesh: 'test', conversation: outcome.conversation }));
    expect(whyNot(view!, 'cheap')).toMatchObject({
      reason: { type: 'not-chosen', to: 'dear' },
      text: 'cheap was not chosen: the caller chose dear itself.',
    });
    await bus.close();
  });

  test('may wait for another conversation before it chooses', async () => {
    await using world = await testMesh([priced('cheap', '0.10'), priced('dear', '0.30')]);
    const first = world.mesh.ask(intent, {
      choose: async ([best]) => {
        const other = await world.mesh.ask(intent, { choose: () => ['dear/i1'] });
        return other.type === 'done' ? [`${best!.agent}/${best!.instance}`] : [];
      },
    });
    expect(await world.settle(first.outcome)).toMatchObject({ type: 'done', agent: 'cheap' });
  });

  test('and takes none releases everybody, with its reason', async () => {
    await using world = await testMesh([priced('one', '0.10')]);
    const none = { none: 'no carrier could come' };
    const outcome = await world.ask(intent, { choose: () => none });
    expect(outcome).toMatchObject({ type: 'cancelled', text: expect.stringContaining('no carrier could come') });
  });

  test('is given the next it named when the first fails', async () => {
    await using world = await testMesh([priced('cheap', '0.10', fails), priced('dear', '0.30'), priced('mid', '0.20')]);
    const outcome = await world.ask(intent, { choose: () => ['cheap/i0', 'dear/i1'] });
    expect(outcome).toMatchObject({ type: 'done', agent: 'dear' });
  });

  test('that throws or names a stranger settles, and nobody is awarded', async () => {
    await using world = await testMesh([priced('one', '0.10')]);
    const thrown = await world.ask(intent, {
      choose: () => {
        throw new Error('cannot add up');
      },
    });
    expect(thrown.type).not.toBe('done');
    expect(thrown.text).toContain('cannot add up');
    const stranger = await world.ask(intent, { choose: () => ['nobody/i9'] });
    expect(stranger.type).not.toBe('done');
  });

  test('never sees a bid over its limit', async () => {
    await using world = await testMesh([priced('cheap', '0.10'), priced('dear', '0.30')]);
    let seen: readonly string[] = [];
    await world.ask(intent, {
      limits: { price: '0.20' },
      choose: (bids) => {
        seen = bids.map(({ agent }) => agent);
        return [];
      },
    });
    expect(seen).toEqual(['cheap']);
  });

  test('is not kept waiting for longer than the conversation', async () => {
    await using world = await testMesh([priced('one', '0.10')]);
    const outcome = await world.ask(intent, { withinMs: 2_000, choose: () => new Promise(() => undefined) });
    expect(outcome.type).toBe('expired');
  });

  test('cannot also take the first bid that will do', async () => {
    await using world = await testMesh([priced('one', '0.10')]);
    const both = () => world.mesh.ask(intent, { firstAcceptable: true, choose: () => [] });
    expect(both).toThrow(expect.objectContaining({ code: 'bad-options' }));
  });
});

describe('a score of its own', () => {
  const dearest = ({ price }: { price: { amount: string } }) => Number(price.amount);

  test('decides, and the story says whose it was', async () => {
    await using world = await testMesh([priced('cheap', '0.10'), priced('dear', '0.30')]);
    const outcome = await world.ask(intent, { score: dearest });
    expect(outcome).toMatchObject({ type: 'done', agent: 'dear' });
    await world.clock.advance(1_000);
    const bus = world.broker.connect({ inboxPrefix: subjects('test').replyPrefix('reader') });
    const view = await world.settle(readConversation(bus, { mesh: 'test', conversation: outcome.conversation }));
    expect(whyNot(view!, 'cheap').text).toBe("cheap lost to dear by 0.20, by the caller's own score (2 of 2).");
    expect(view!.attempts[0]?.why).toBe("ahead of cheap by 0.200, by the caller's own score");
    await bus.close();
  });

  test('cannot also be a preference', async () => {
    await using world = await testMesh([priced('one', '0.10')]);
    const both = () => world.mesh.ask(intent, { score: dearest, prefer: 'price' });
    expect(both).toThrow(expect.objectContaining({ code: 'bad-options' }));
  });
});

describe('a price limit in another currency', () => {
  test('makes it the currency of the conversation', async () => {
    const inEuros = repeater('euros', { bid: () => ({ price: { amount: '3', currency: 'EUR' }, etaMs: 100 }) });
    await using world = await testMesh([inEuros, priced('dollars', '0.10')]);
    const limits = { price: { amount: '5', currency: 'EUR' } };
    expect(await world.ask(intent, { limits })).toMatchObject({ type: 'done', agent: 'euros' });
    expect(await world.ask(intent)).toMatchObject({ type: 'done', agent: 'dollars' });
  });
});
