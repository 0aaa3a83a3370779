// Payments by bank transfer: slow, and cheap. Its work is an XState machine: the order is placed, waits for clearing,
// and is charged when it has cleared.

import { capability, defineAgent } from '@parley/agent';
import { processPayment } from '@parley/agent-payment/messages';
import { transferMachine } from './transfer-machine.ts';

const etaMs = 2_100;
/** Fee by amount: up to this much, this fee in the mesh's currency, and the least for who asks for a better one. */
const fees: readonly (readonly [upTo: number, fee: string, least: string])[] = [
  [20, '0.30', '0.09'],
  [100, '0.30', '0.20'],
  [1_000, '0.40', '0.30'],
  [50_000, '0.90', '0.70'],
];

export default defineAgent({
  name: 'bank-transfer',
  capabilities: {
    'process-payment': capability({
      ...processPayment,
      bid({ input, config, revision }) {
        if (typeof config.bankUrl !== 'string') return { refuse: 'no bank is configured (bankUrl)' };
        if (input.method !== undefined && input.method !== 'bank-transfer')
          return { refuse: `asked to pay by ${input.method}` };
        const fee = fees.find(([upTo]) => Number(input.amount) <= upTo);
        if (fee === undefined) return { refuse: `${input.amount} is over the limit of a transfer` };
        const [, usual, least] = fee;
        const wished = revision?.price;
        const price = wished !== undefined && Number(wished.amount) >= Number(least) ? wished : usual;
        return { price, etaMs, note: 'clears in about two seconds' };
      },
      perform: transferMachine,
    }),
  },
});
