// `why-not` held against the choice itself: whatever it says a bid needed, the choice must agree; and a number just beyond
// it must not do. The boards are written and read back through the record.

import { describe, expect, test } from '@jest/globals';
import { createMemoryBroker } from '@parley/bus/memory';
import { type Bid, type Choice, type ChoiceTerms, chooseBid, weightsFor } from '@parley/contract-net';
import {
  type ConversationView,
  createRecorder,
  readConversation,
  type WinningOffer,
  whyNot,
} from '@parley/conversation';
import { compareMoney, type Money } from '@parley/protocol';
import fc from 'fast-check';

const usd = (cents: number): Money => ({ amount: (cents / 100).toFixed(2), currency: 'USD' });
const names = ['ada', 'bob', 'cyd', 'dee', 'eve', 'fay'];
const withinMs = 10_000;

const bidOf = (agent: string): fc.Arbitrary<Bid> =>
  fc.record({
    agent: fc.constant(agent),
    instance: fc.constant('i1'),
    price: fc.oneof(
      { weight: 12, arbitrary: fc.integer({ min: 0, max: 500 }).map(usd) },
      { weight: 1, arbitrary: fc.constant<Money>({ amount: '1.00', currency: 'EUR' }) },
    ),
    etaMs: fc.oneof(fc.integer({ min: 0, max: 12_000 }), fc.constant(500)),
    fit: fc.oneof<fc.WeightedArbitrary<Bid['fit']>[]>(
      { weight: 12, arbitrary: fc.constant({ status: 'ok' as const }) },
      { weight: 4, arbitrary: fc.constant({ status: 'adapted' as const }) },
      { weight: 1, arbitrary: fc.constant({ status: 'missing' as const, missing: ['iban'] }) },
    ),
    reliability: fc.integer({ min: 1, max: 20 }).map((part) => part / 20),
    doubt: fc.integer({ min: 0, max: 6 }).map((part) => part / 20),
    timeFactor: fc.oneof(
      fc.constant(1),
      fc.integer({ min: 4, max: 40 }).map((part) => part / 4),
    ),
  });

const worlds = fc.record({
  bids: fc.integer({ min: 1, max: names.length }).chain((count) => fc.tuple(...names.slice(0, count).map(bidOf))),
  prefer: fc.constantFrom(undefined, 'price', 'time', 'reliability'),
  limitCents: fc.option(fc.integer({ min: 0, max: 500 }), { nil: undefined }),
  scoredAtMs: fc.integer({ min: 0, max: 9_000 }),
});

function termsOf({
  prefer,
  limitCents,
  scoredAtMs,
}: {
  prefer: 'price' | 'time' | 'reliability' | undefined;
  limitCents: number | undefined;
  scoredAtMs: number;
}): ChoiceTerms {
  return {
    weights: weightsFor(prefer),
    currency: 'USD',
    seed: 'a',
    remainingMs: withinMs - scoredAtMs,
    ...(limitCents === undefined ? {} : { priceLimit: usd(limitCents) }),
  };
}

async function recorded(bids: readonly Bid[], choice: Choice, terms: ChoiceTerms): Promise<ConversationView> {
  const bus = createMemoryBroker().connect({ inboxPrefix: 'parley.test.reply.t1' });
  const writer = { kind: 'caller', name: 'client', instance: 'c1' } as const;
  const recorder = createRecorder(bus, { mesh: 'test', writer, schemasOf: () => [] });
  const { weights, currency, priceLimit, remainingMs } = terms;
  const atMs = withinMs - remainingMs;
  const limit = priceLimit === undefined ? {} : { priceLimit };
  const row = ({ reliability: _, doubt: __, ...bid }: Bid) => ({ ...bid, capability: 'pay' });
  recorder.append('a', { type: 'asked', atMs: 0, withinMs, currency, weights, ...limit });
  recorder.append('a', {
    type: 'shortlisted',
    atMs: 0,
    round: 1,
    candidates: bids.map(({ agent, instance, reliability, doubt }) => ({
      agent,
      instance,
      reliability,
      doubt,
      capability: 'pay',
      similarity: 1,
    })),
  });
  const bidders = bids.map(({ agent, instance }) => `${agent}/${instance}`);
  recorder.append('a', { type: 'called', atMs: 0, round: 1, windowMs: 250, bidders });
  for (const { agent, instance, price, etaMs } of bids)
    recorder.append('a', { type: 'proposed', atMs, agent, instance, price, etaMs });
  const board = [
    ...choice.ranked.map(({ bid, score, scoreByTerm }) => ({ ...row(bid), score, scoreByTerm })),
    ...choice.ineligible.map(({ bid, code, text }) => ({ ...row(bid), ineligible: { code, text } })),
  ];
  recorder.append('a', { type: 'scored', atMs, weights, board });
  const winner = choice.ranked[0]?.bid;
  if (winner !== undefined) {
    recorder.append('a', { type: 'awarded', atMs, attempt: 1, ...row(winner), why: 'the best bid' });
    recorder.append('a', { type: 'settled', atMs, outcome: 'done', text: 'Done.' });
  }
  await recorder.close();
  return (await readConversation(bus, { mesh: 'test', conversation: 'a' }))!;
}

function winnerWith(bids: readonly Bid[], agent: string, change: WinningOffer, terms: ChoiceTerms): string | undefined {
  const changed = bids.map((bid) => (bid.agent === agent ? { ...bid, ...change } : bid));
  return chooseBid(changed, terms).ranked[0]?.bid.agent;
}

describe('why-not', () => {
  test('names offers that the choice itself would have put first', async () => {
    await fc.assert(
      fc.asyncProperty(worlds, async (world) => {
        const terms = termsOf(world);
        const view = await recorded(world.bids, chooseBid(world.bids, terms), terms);
        for (const { agent } of world.bids) {
          for (const offer of whyNot(view, agent).wins) expect(winnerWith(world.bids, agent, offer, terms)).toBe(agent);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('asks for no more than is needed: a cent or a millisecond beyond it does not win by score', async () => {
    await fc.assert(
      fc.asyncProperty(worlds, async (world) => {
        const terms = termsOf(world);
        const view = await recorded(world.bids, chooseBid(world.bids, terms), terms);
        for (const own of world.bids) {
          for (const { price, etaMs, reliability } of whyNot(view, own.agent).wins) {
            if (reliability !== undefined) continue;
            const beyond =
              price === undefined
                ? { etaMs: etaMs! + 1 }
                : { ...(etaMs === undefined ? {} : { etaMs }), price: usd(Math.round(Number(price.amount) * 100) + 1) };
            const isWithin = price === undefined ? etaMs! < own.etaMs : compareMoney(price, own.price) < 0;
            const ranked = chooseBid(
              world.bids.map((bid) => (bid === own ? { ...bid, ...beyond } : bid)),
              terms,
            ).ranked;
            const [first, second] = ranked;
            const isClear =
              first?.bid.agent === own.agent && (second === undefined || first.score > second.score + 1e-9);
            expect(isWithin && isClear).toBe(false);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  test('gives the reason and the numbers that the choice had', async () => {
    await fc.assert(
      fc.asyncProperty(worlds, async (world) => {
        const terms = termsOf(world);
        const choice = chooseBid(world.bids, terms);
        const view = await recorded(world.bids, choice, terms);
        for (const { bid, code } of choice.ineligible) expect(whyNot(view, bid.agent).reason.type).toBe(code);
        const [first, ...others] = choice.ranked;
        if (first === undefined) return;
        expect(whyNot(view, first.bid.agent).reason.type).toBe('did-it');
        for (const { bid, score } of others) {
          const { reason, text } = whyNot(view, bid.agent);
          const by = first.score - score;
          if (by < 1e-12) expect(reason.type).toBe('tied');
          else {
            expect(reason).toMatchObject({ type: 'lost', to: first.bid.agent, by });
            expect(Number(/ by ([\d.]+),/.exec(text)?.[1])).toBeCloseTo(by, 1);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  test('says what no offer can mend', async () => {
    const lacking = { status: 'missing' as const, missing: ['iban'] };
    const terms = termsOf({ prefer: undefined, limitCents: 200, scoredAtMs: 0 });
    const sure = { reliability: 1, doubt: 0, timeFactor: 1 };
    const bids: Bid[] = [
      { agent: 'ada', instance: 'i1', price: usd(100), etaMs: 10, fit: { status: 'ok' }, ...sure },
      { agent: 'bob', instance: 'i1', price: usd(1), etaMs: 1, fit: lacking, ...sure },
      { agent: 'cyd', instance: 'i1', price: usd(210), etaMs: 10, fit: { status: 'ok' }, ...sure },
    ];
    const view = await recorded(bids, chooseBid(bids, terms), terms);
    expect(whyNot(view, 'bob')).toMatchObject({ text: 'bob could not win: it lacks iban.', wins: [] });
    expect(whyNot(view, 'cyd')).toMatchObject({
      text: 'cyd could not win: price 2.10 over your limit 2.00 USD.',
      change: 'It would have won with a price of 0.99 USD or less.',
    });
    expect(whyNot(view, 'nobody').reason.type).toBe('not-named');
  });
});
