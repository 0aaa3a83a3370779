// Conversations as their writers tell them: one that is done at once, and one whose winner dies. The scores are written
// out by hand, so that no code under test makes them.

import type { BodyOf, EntryBody, Recorder } from '../../src/index.ts';

export const usd = (amount: string) => ({ amount, currency: 'USD' });
export const weights = { price: 0.4, time: 0.3, reliability: 0.3, quality: 0 };

const cardBid = { agent: 'card', instance: 'i1', price: usd('1.00'), etaMs: 100 };
const walletBid = { agent: 'wallet', instance: 'w1', price: usd('2.00'), etaMs: 200 };

export const asked: BodyOf<'asked'> = {
  type: 'asked',
  atMs: 0,
  intent: 'pay 5 dollars',
  withinMs: 30_000,
  currency: 'USD',
  weights,
  priceLimit: usd('3.00'),
};

export const shortlisted: BodyOf<'shortlisted'> = {
  type: 'shortlisted',
  atMs: 1,
  round: 1,
  size: 3,
  threshold: 0.48,
  candidates: [
    { agent: 'card', instance: 'i1', capability: 'pay', similarity: 0.81, reliability: 0.5 },
    { agent: 'wallet', instance: 'w1', capability: 'pay', similarity: 0.8, reliability: 0.5 },
  ],
  missed: [{ agent: 'echo', capability: 'say', similarity: 0.41, why: 'under-threshold' }],
  missedMore: 0,
};

export const scored: BodyOf<'scored'> = {
  type: 'scored',
  atMs: 20,
  weights,
  board: [
    {
      ...cardBid,
      capability: 'pay',
      fit: { status: 'ok' },
      score: 1,
      scoreByTerm: { price: 0.4, time: 0.3, reliability: 0.3, quality: 0 },
    },
    {
      ...walletBid,
      capability: 'pay',
      fit: { status: 'ok' },
      score: 0.65,
      scoreByTerm: { price: 0.2, time: 0.15, reliability: 0.3, quality: 0 },
    },
  ],
};

export const called: BodyOf<'called'> = {
  type: 'called',
  atMs: 2,
  round: 1,
  bidders: ['card/i1', 'wallet/w1'],
  windowMs: 250,
};

const bids: readonly EntryBody[] = [
  { type: 'proposed', atMs: 10, ...cardBid },
  { type: 'proposed', atMs: 20, ...walletBid },
];

export const awarded: BodyOf<'awarded'> = {
  type: 'awarded',
  atMs: 21,
  attempt: 1,
  ...cardBid,
  capability: 'pay',
  why: 'ahead of wallet by 0.350, most of it on price',
};

/** The caller's part up to the award, with the ids of its messages. */
export function tellUpToAward(recorder: Recorder, conversation: string): void {
  recorder.append(conversation, asked);
  recorder.append(conversation, shortlisted);
  recorder.append(conversation, called);
  recorder.said(conversation, 'cfp-1');
  recorder.append(conversation, bids[0]!, 'propose-card');
  recorder.append(conversation, bids[1]!, 'propose-wallet');
  recorder.append(conversation, scored);
  recorder.append(conversation, awarded);
  recorder.said(conversation, 'accept-1');
}

/** The caller's part of a conversation that card does. */
export function tellDone(recorder: Recorder, conversation: string): void {
  tellUpToAward(recorder, conversation);
  recorder.append(
    conversation,
    { type: 'agreed', atMs: 25, attempt: 1, agent: 'card', instance: 'i1', etaMs: 100 },
    'agree-1',
  );
  recorder.append(
    conversation,
    { type: 'progress', atMs: 60, attempt: 1, agent: 'card', instance: 'i1', share: 0.5 },
    'progress-1',
  );
  recorder.append(
    conversation,
    {
      type: 'settled',
      atMs: 120,
      outcome: 'done',
      text: 'card did it for 1.00 USD.',
      agent: 'card',
      instance: 'i1',
      capability: 'pay',
      price: usd('1.00'),
      output: { receipt: 'r1' },
    },
    'result-1',
  );
  recorder.end(conversation);
}

/** The caller's part of a conversation in which card dies and wallet takes over. */
export function tellRerouted(recorder: Recorder, conversation: string): void {
  tellUpToAward(recorder, conversation);
  const wallet = { attempt: 2, agent: 'wallet', instance: 'w1' };
  const entries: readonly EntryBody[] = [
    { type: 'agreed', atMs: 25, attempt: 1, agent: 'card', instance: 'i1', etaMs: 100 },
    { type: 'progress', atMs: 60, attempt: 1, agent: 'card', instance: 'i1', share: 0.5 },
    {
      type: 'attempt-failed',
      atMs: 80,
      attempt: 1,
      agent: 'card',
      instance: 'i1',
      cause: 'down',
      text: 'card/i1 was ended by SIGKILL',
      noticedBy: 'the supervisor saw its process exit',
      detectionMs: 12,
    },
    {
      type: 'awarded',
      atMs: 83,
      ...wallet,
      capability: 'pay',
      price: usd('2.00'),
      etaMs: 200,
      why: 'next in rank after card',
    },
    { type: 'agreed', atMs: 90, ...wallet, etaMs: 200 },
    {
      type: 'settled',
      atMs: 300,
      outcome: 'done',
      text: 'wallet did it for 2.00 USD.',
      agent: 'wallet',
      instance: 'w1',
      capability: 'pay',
      price: usd('2.00'),
      output: { receipt: 'r2' },
    },
  ];
  for (const entry of entries) recorder.append(conversation, entry);
  recorder.end(conversation);
}

/** Card's own part of the conversation that it does. */
export function tellCardsPart(recorder: Recorder, conversation: string): void {
  recorder.append(
    conversation,
    { type: 'bid-made', capability: 'pay', round: 1, price: usd('1.00'), etaMs: 100 },
    'cfp-1',
  );
  recorder.said(conversation, 'propose-card');
  recorder.append(
    conversation,
    { type: 'work-started', capability: 'pay', attempt: 1, input: { amount: '5', pin: '4711' } },
    'accept-1',
  );
  recorder.said(conversation, 'agree-1');
  recorder.said(conversation, 'progress-1');
  recorder.append(conversation, {
    type: 'work-ended',
    capability: 'pay',
    attempt: 1,
    ended: 'done',
    output: { receipt: 'r1' },
  });
  recorder.said(conversation, 'result-1');
  recorder.append(conversation, { type: 'part-ended', end: 'won', text: 'the work is done' });
  recorder.end(conversation);
}
