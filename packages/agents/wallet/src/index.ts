// Payments from a wallet: the cheapest, because it pays in batches; with a limit for one payment, one currency, and a
// balance that goes down.

import { capability, defineAgent, TaskFailure } from '@parley/agent';
import { processPayment, receiptFor } from '@parley/agent-payment/messages';
import { ChargeError, charge } from '@parley/example-bank/client';
import { available, type Balance, debited, refunded } from './balance.ts';

const method = 'wallet' as const;
const etaMs = 6_000;
const batchMs = 1_000;
const batches = 3;
const limit = 100;
const currency = 'USD' as const;
/** Fee by amount: up to this much, this fee in the mesh's currency. */
const fees: readonly (readonly [upTo: number, fee: string])[] = [
  [20, '0.10'],
  [limit, '0.26'],
];

export default defineAgent({
  name: method,
  capabilities: {
    'process-payment': capability({
      ...processPayment,
      async bid({ input, config, store }) {
        if (typeof config.bankUrl !== 'string') return { refuse: 'no bank is configured (bankUrl)' };
        if (input.method !== undefined && input.method !== method) return { refuse: `asked to pay by ${input.method}` };
        if (input.currency !== currency) return { refuse: `the wallet holds ${currency}, not ${input.currency}` };
        const price = fees.find(([upTo]) => Number(input.amount) <= upTo)?.[1];
        if (price === undefined) return { refuse: `${input.amount} is over the wallet's limit of ${limit}` };
        const left = available(await store.get<Balance>('balance'));
        if (left.lt(input.amount))
          return { refuse: `the balance of ${left.toFixed(2)} ${currency} is less than ${input.amount}` };
        return { price, etaMs, note: `${left.toFixed(2)} ${currency} left before this` };
      },
      async perform({ input, config, once, progress, signal, store, idempotencyKey: key, sleep }) {
        const balance = await store.update<Balance>('balance', (before) => debited(before, key, input.amount));
        if (balance?.debits[key] === undefined) {
          throw new TaskFailure('balance-too-low', `The balance does not cover ${input.amount} ${currency}.`, {
            retryable: false,
          });
        }
        const giveBack = () => store.update<Balance>('balance', (before) => refunded(before, key));
        try {
          for (let batch = 1; batch <= batches; batch++) {
            progress({ share: batch / (batches + 1), note: `waiting for the batch (${batch} of ${batches})` });
            await sleep(batchMs);
          }
          const charged = await once('charge', (idempotencyKey) =>
            charge(config.bankUrl as string, { ...input, method, idempotencyKey, signal }),
          );
          const receipt = receiptFor(charged, input, method);
          if (receipt.method !== method) await giveBack();
          return receipt;
        } catch (thrown) {
          // Where the bank may have charged, the money counts as spent.
          if (!(thrown instanceof ChargeError && thrown.mayHaveCharged)) await giveBack();
          throw thrown;
        }
      },
    }),
  },
});
