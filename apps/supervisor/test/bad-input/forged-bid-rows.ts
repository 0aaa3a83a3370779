// Bids that the runtime of an agent would never send, spoken raw: too late, twice, for something else, with a price that
// is none. The good agent gets the work, and what is dropped is answered or published on `invalid`.

import { expect } from '@jest/globals';
import type { BidContext, PerformContext } from '@parley/agent';
import { bidBody, type Call, heardOf } from './forger.ts';
import type { Parts, Row } from './row.ts';

const tookMs = 600;
/** The good one works long enough for a late bid to come in the middle. */
const slow: Parts = {
  perform: async ({ input, sleep }: PerformContext<unknown>) => {
    await sleep(tookMs);
    return input;
  },
};
/** The good one bids so late that all that the forger sends comes first. */
const thoughtful: Parts = {
  bid: async ({ sleep }: BidContext) => {
    await sleep(100);
    return { price: '0.10', etaMs: 100 };
  },
};
const outcomeBy = (agent: string, answer: string, text?: RegExp, amount: unknown = expect.any(String)) =>
  expect.objectContaining({
    type: 'done',
    agent,
    tried: expect.objectContaining({
      attempts: [expect.objectContaining({ agent, ended: 'done', price: { amount, currency: 'USD' } })],
      bidders: expect.arrayContaining([
        expect.objectContaining({
          agent: 'forger',
          answer,
          ...(text === undefined ? {} : { text: expect.stringMatching(text) }),
        }),
      ]),
    }),
  });
const lateEvent = (text: string) =>
  expect.arrayContaining([
    expect.objectContaining({ type: 'rejected-late', agent: 'forger', performative: 'propose', text }),
  ]);
/** A bid that cannot be read counts for nothing, and is published with the reason. */
const unreadable = (text: RegExp) => ({
  outcome: outcomeBy('good', 'garbled', text),
  invalid: [expect.stringMatching(text)],
  told: [['reject-proposal', 'settled']],
});
const priced = (amount: unknown) => () =>
  heardOf((call) => call.bid({ body: bidBody({ price: { amount, currency: 'USD' } }) }));
const bidding = (onCall: (call: Call) => void, parts?: Parts) => () => heardOf(onCall, parts);

export const forgedBidRows: readonly Row[] = [
  [
    'a bid after the deadline',
    bidding((call) => call.bid({}, (call.cfp.withinMs ?? 0) + 50), slow),
    {
      outcome: outcomeBy('good', 'none'),
      events: lateEvent('late'),
      told: [['reject-proposal', 'late']],
      invalid: [],
    },
  ],
  [
    'a bid after all is over',
    bidding((call) => call.bid({}, (call.cfp.withinMs ?? 0) + tookMs + 400), slow),
    // Told when all was over, and again when it bid.
    {
      outcome: outcomeBy('good', 'none'),
      told: [
        ['reject-proposal', 'settled'],
        ['reject-proposal', 'settled'],
      ],
      invalid: [],
    },
  ],
  [
    'a bid twice',
    bidding((call) => {
      call.bid();
      call.bid({ body: bidBody({ price: { amount: '0.00', currency: 'USD' } }) });
    }, thoughtful),
    {
      outcome: outcomeBy('forger', 'proposed', undefined, '0.01'),
      events: lateEvent('duplicate'),
      told: [
        ['reject-proposal', 'duplicate'],
        ['accept-proposal', undefined],
      ],
      invalid: [],
    },
  ],
  [
    'a bid delivered twice',
    bidding((call) => {
      call.bid({ id: 'same' });
      call.bid({ id: 'same' });
    }, thoughtful),
    { outcome: outcomeBy('forger', 'proposed'), told: [['accept-proposal', undefined]], invalid: [] },
  ],
  [
    'a bid for a task never announced',
    bidding((call) => call.bid({ conversation: 'never-announced' })),
    unreadable(/forger\/f0 answered .* it belongs to another conversation/),
  ],
  [
    'a bid in the name of another',
    bidding((call) => call.bid({ from: 'good/i0' })),
    unreadable(/forger\/f0 answered .* it says it is from good\/i0/),
  ],
  ['a bid that says a negative price', priced('-1.00'), unreadable(/price.*not negative/)],
  ['a bid that says NaN for a price, as JSON writes it', priced(Number.NaN), unreadable(/price.*string/)],
  ['a bid that says "NaN" for a price', priced('NaN'), unreadable(/price.*decimal string/)],
  ['a bid that says an endless price', priced('Infinity'), unreadable(/price.*decimal string/)],
];
