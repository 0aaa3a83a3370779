// Payments by bank transfer: slow, and cheap. Its work is an XState machine: the order is placed, waits for clearing,
// and is charged when it has cleared.

import { capability, defineAgent } from '@parley/agent';
import { processPayment } from '@parley/agent-payment/messages';
import { transferMachine } from './transfer-machine.ts';

const etaMs = 2_100;
/** Fee by amount: up to this much, this fee in the mesh's currency. */
const fees: readonly (readonly [upTo: number, fee: string])[] = [
  [100, '0.30'],
  [1_000, '0.40'],
  [50_000, '0.90'],
];

export default defineAgent({
  name: 'bank-transfer',
  capabilities: {
    'process-payment': capability({
      ...processPayment,
      bid({ input, config }) {
        if (typeof config.bankUrl !== 'string') return { refuse: 'no bank is configured (bankUrl)' };
        if (input.method !== undefined && input.method !== 'bank-transfer')
          return { refuse: `asked to pay by ${input.method}` };
        const price = fees.find(([upTo]) => Number(input.amount) <= upTo)?.[1];
        if (price === undefined) return { refuse: `${input.amount} is over the limit of a transfer` };
        return { price, etaMs, note: 'clears in about two seconds' };
      },
      perform: transferMachine,
    }),
  },
});
