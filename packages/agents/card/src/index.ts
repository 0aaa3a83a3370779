// Payments by card: at once, and dear.

import { capability, defineAgent } from '@parley/agent';
import { processPayment, receiptFor } from '@parley/agent-payment/messages';
import { charge } from '@parley/example-bank/client';
import { z } from 'zod';

const method = 'card' as const;
const etaMs = 800;
/** Fee by amount: up to this much, this fee in the mesh's currency. */
const fees: readonly (readonly [upTo: number, fee: string])[] = [
  [20, '0.90'],
  [100, '1.75'],
  [1_000, '9.50'],
  [5_000, '35.00'],
];
const Config = z.looseObject({ bankUrl: z.url() });

export default defineAgent({
  name: method,
  capabilities: {
    'process-payment': capability({
      ...processPayment,
      bid({ input, config }) {
        if (!Config.safeParse(config).success) return { refuse: 'no bank is configured (bankUrl)' };
        if (input.method !== undefined && input.method !== method) return { refuse: `asked to pay by ${input.method}` };
        const price = fees.find(([upTo]) => Number(input.amount) <= upTo)?.[1];
        if (price === undefined) return { refuse: `${input.amount} is over the card's limit` };
        return { price, etaMs, note: 'authorised and captured at once' };
      },
      async perform({ input, config, once, progress, signal, sleep }) {
        const { bankUrl } = Config.parse(config);
        progress({ share: 0.2, note: 'asking for authorisation' });
        await sleep(300);
        const charged = await once('charge', (idempotencyKey) =>
          charge(bankUrl, { ...input, method, idempotencyKey, signal }),
        );
        progress({ share: 0.9, note: 'captured' });
        return receiptFor(charged, input, method);
      },
    }),
  },
});
