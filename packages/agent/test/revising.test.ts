// The iterated contract net in the real mesh: bids are asked to be better before anything is awarded.

import { describe, expect, test } from '@jest/globals';
import { readConversation, renderTimeline } from '@parley/conversation';
import { type AskOptions, type OfferedBid, underbid } from '@parley/mesh';
import { subjects } from '@parley/protocol';
import type { BidContext, Offer } from '../src/index.ts';
import { testMesh } from '../src/testing/index.ts';
import { repeater } from './echo-agent.ts';
import { followed } from './followed.ts';

const intent = 'repeat these words again';
type World = Awaited<ReturnType<typeof testMesh>>;

/** Begins at a price, and goes down to what is wished, or as far as it can. */
const agent = (name: string, price: number, floor: number, etaMs = 100) =>
  repeater(name, {
    bid: ({ revision }) => {
      const wished = revision?.price === undefined ? price : Number(revision.price.amount);
      const before = revision === undefined ? price : Number(revision.before.price.amount);
      return { price: Math.min(before, Math.max(floor, wished)).toFixed(2), etaMs };
    },
  });
const bidding = (name: string, bid: (context: BidContext<{ text: string }>) => Offer | { refuse: string }) =>
  repeater(name, { bid });

async function followUp(world: World, options: AskOptions) {
  const told = await followed(world, intent, options);
  const bids = told.events.flatMap((each) => (each.type === 'proposed' ? [`${each.agent} ${each.price.amount}`] : []));
  return { ...told, bids };
}

const address = ({ agent: name, instance }: OfferedBid) => `${name}/${instance}`;

describe('bids that are asked to be better', () => {
  test('go down round by round until nobody does, and the best is awarded', async () => {
    await using world = await testMesh([agent('ada', 1, 0.8), agent('bob', 1.2, 0.5), agent('cleo', 1.1, 1.1)]);
    const { outcome, events, bids } = await followUp(world, { revise: underbid(0.1, 5) });
    expect(outcome).toMatchObject({ type: 'done', agent: 'bob' });
    const price = outcome.type === 'done' ? Number(outcome.price.amount) : Number.NaN;
    // Below what the other could do, and not for nothing.
    expect(price).toBeLessThan(0.8);
    expect(price).toBeGreaterThanOrEqual(0.5);
    expect(bids.slice(0, 3).sort()).toEqual(['ada 1.00', 'bob 1.20', 'cleo 1.10']);
    expect(bids.slice(3)).toEqual(expect.arrayContaining(['bob 0.90', 'cleo 1.10', 'ada 0.81']));
    const rounds = events.filter(({ type }) => type === 'revised');
    expect(rounds.length).toBeGreaterThanOrEqual(2);
    expect(rounds[0]).toMatchObject({ price: { amount: '0.9' }, text: 'the lowest bid is 1.00 USD' });
  });

  test('are those of whom the caller names; the others stand', async () => {
    await using world = await testMesh([agent('ada', 1, 0.2), agent('bob', 1.2, 0.5)]);
    const seen: string[][] = [];
    const { outcome, bids } = await followUp(world, {
      revise: (offered, round) => {
        seen.push(offered.map(({ agent: name, price }) => `${name} ${price.amount}`));
        return round === 1
          ? { to: offered.filter((each) => each.agent === 'bob').map(address), price: '0.60' }
          : undefined;
      },
    });
    expect(seen).toEqual([
      ['ada 1.00', 'bob 1.20'],
      ['bob 0.60', 'ada 1.00'],
    ]);
    expect(bids.at(-1)).toBe('bob 0.60');
    expect(outcome).toMatchObject({ type: 'done', agent: 'bob', price: { amount: '0.60' } });
  });

  test('may be asked for less time as well, and for bids that were over the limit', async () => {
    const slow = bidding('ada', ({ revision }) => ({ price: '1.00', etaMs: revision?.etaMs ?? 900 }));
    const dear = bidding('bob', ({ revision }) => ({ price: revision === undefined ? '3.00' : '1.50', etaMs: 100 }));
    await using world = await testMesh([slow, dear]);
    const { outcome, events } = await followUp(world, {
      prefer: 'time',
      limits: { price: '2.00' },
      revise: (bids, round) => (round === 1 ? { to: bids.map(address), price: '1.50', etaMs: 50 } : undefined),
    });
    expect(outcome).toMatchObject({ type: 'done', agent: 'ada' });
    const boards = events.flatMap((each) => (each.type === 'scored' ? [each.board] : []));
    expect(boards[0]!.find((row) => row.agent === 'bob')?.ineligible?.code).toBe('over-price');
    expect(boards[1]!.find((row) => row.agent === 'bob')?.ineligible).toBeUndefined();
  });

  test('hold where their author offers less, as long as nothing gets worse', async () => {
    const worse = bidding('ada', ({ revision }) => ({ price: revision === undefined ? '1.00' : '2.00', etaMs: 100 }));
    await using world = await testMesh([worse, agent('bob', 1.2, 1.2)]);
    const { outcome, bids } = await followUp(world, { revise: underbid(0.1, 1) });
    expect(bids).not.toContain('ada 2.00');
    expect(outcome).toMatchObject({ type: 'done', agent: 'ada', price: { amount: '1.00' } });
  });

  test('are taken back by who refuses then', async () => {
    const leaves = bidding('ada', ({ revision }) =>
      revision === undefined ? { price: '1.00', etaMs: 1 } : { refuse: 'no' },
    );
    await using world = await testMesh([leaves, agent('bob', 1.2, 1.2)]);
    const { outcome } = await followUp(world, {
      revise: (bids, round) => (round === 1 ? { to: bids.map(address) } : undefined),
    });
    expect(outcome).toMatchObject({ type: 'done', agent: 'bob' });
  });

  test('and what was asked is in the record', async () => {
    await using world = await testMesh([agent('ada', 1, 0.8), agent('bob', 1.2, 0.5)]);
    const { outcome } = await followUp(world, { revise: underbid(0.1, 1) });
    await world.clock.advance(1_000);
    const bus = world.broker.connect({ inboxPrefix: subjects('test').replyPrefix('reader') });
    const view = await world.settle(readConversation(bus, { mesh: 'test', conversation: outcome.conversation }));
    const text = renderTimeline(view!)
      .map((line) => line.text)
      .join('\n');
    expect(text).toMatch(/better +bob\/i1 asked for a better bid: 0\.9 USD or less, the lowest bid is 1\.00 USD/);
  });
});

describe('asking for better bids', () => {
  test('ends after eight times, whatever the caller wants', async () => {
    await using world = await testMesh([agent('ada', 1, 1), agent('bob', 1.2, 1.2)]);
    let asked = 0;
    const { outcome } = await followUp(world, {
      revise: (bids) => {
        asked += 1;
        return { to: bids.map(address) };
      },
    });
    expect(asked).toBe(8);
    expect(outcome).toMatchObject({ type: 'done', agent: 'ada' });
  });

  test('that fails leaves the bids as they are', async () => {
    await using world = await testMesh([agent('ada', 1, 0.1)]);
    const { outcome } = await followUp(world, {
      revise: () => {
        throw new Error('a mistake');
      },
    });
    expect(outcome).toMatchObject({ type: 'done', price: { amount: '1.00' } });
  });

  test('is for those alone who have bid', async () => {
    await using world = await testMesh([agent('ada', 1, 0.1)]);
    const { outcome, events } = await followUp(world, { revise: () => ({ to: ['nobody/1', 'ada/other'] }) });
    expect(events.some(({ type }) => type === 'revised')).toBe(false);
    expect(outcome).toMatchObject({ type: 'done' });
  });

  test('needs a share and rounds, and all the bids', async () => {
    expect(() => underbid(2)).toThrow(/Cannot underbid by 2/);
    expect(() => underbid(0.1, 0)).toThrow(/in 0 rounds/);
    await using world = await testMesh([agent('ada', 1, 0.1)]);
    expect(() => world.mesh.ask(intent, { revise: underbid(), firstAcceptable: true })).toThrow(/either revise or/);
  });
});
