// Agents for the kill tests, written into a workspace of their own: rivals that charge at the real bank and then wait, so
// that a kill can fall before the charge, between charge and receipt, or after the receipt.

import { type Workspace, writeWorkspace } from './workspace.ts';

/** `safe` charges through `once` with the conversation's key; without it every attempt charges anew. */
export function rivalsWorkspace(names: readonly string[], safe: boolean): Workspace {
  const sources = names.map((name, rank) => [name, rivalSource(name, rank, safe)] as const);
  return writeWorkspace(Object.fromEntries(sources), { bank: true });
}

function rivalSource(name: string, rank: number, safe: boolean): string {
  const charge = safe
    ? "await once('charge', (idempotencyKey) => charge(config.bankUrl as string, { ...order, idempotencyKey }))"
    : 'await charge(config.bankUrl as string, order)';
  return `
import { capability, defineAgent } from '@parley/agent';
import { processPayment } from '@parley/agent-payment/messages';
import { charge } from '@parley/example-bank/client';

export default defineAgent({
  name: '${name}',
  capabilities: {
    'process-payment': capability({
      ...processPayment,
      bid: () => ({ price: '${(1 + rank / 10).toFixed(2)}', etaMs: ${500 + rank} }),
      async perform({ input, config, once, progress, sleep, attempt }) {
        const order = { amount: input.amount, currency: input.currency };
        progress({ share: 0.1, note: 'before the charge' });
        if (attempt === 1) await sleep(input.reference === 'before' ? 20_000 : 0);
        const charged = ${charge};
        progress({ share: 0.9, note: 'after the receipt' });
        if (attempt === 1) await sleep(input.reference === 'after' ? 20_000 : 0);
        return { receipt: charged.id, amount: input.amount, currency: input.currency, method: 'card' as const };
      },
    }),
  },
});
`;
}
