// Three messages as they cross the wire in an ask, for the rows that read them: a call, a bid and a result.

import { encode, type Message } from '@parley/protocol';

const shared = {
  v: 1,
  conversation: '3f8a0c5d9e7b41268a5e0c1d2b3f4a59',
  task: '3f8a0c5d9e7b41268a5e0c1d2b3f4a59',
} as const;

const messages: readonly Message[] = [
  {
    ...shared,
    id: '5a6b7c8d-1',
    from: 'client/0123456789ab',
    performative: 'cfp',
    withinMs: 250,
    body: {
      capability: 'repeat-words',
      intent: 'Repeat words: say back the words it was told, unchanged.',
      input: { text: 'good morning' },
      limits: { withinMs: 30_000 },
      round: 1,
      path: [],
      hopsLeft: 4,
    },
  },
  {
    ...shared,
    id: '1f2e3d4c-1',
    from: 'bidder-1/0a1b2c3d4e51',
    performative: 'propose',
    inReplyTo: '5a6b7c8d-1',
    body: {
      price: { amount: '0.01', currency: 'USD' },
      etaMs: 20,
      fit: { status: 'ok' },
      validForMs: 20_000,
    },
  },
  {
    ...shared,
    id: '1f2e3d4c-3',
    from: 'bidder-1/0a1b2c3d4e51',
    performative: 'inform-result',
    attempt: 1,
    inReplyTo: '5a6b7c8d-4',
    body: { output: { text: 'good morning' } },
  },
];

export const encodedMessages: readonly Uint8Array[] = messages.map(encode);
