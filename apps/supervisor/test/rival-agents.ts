// Agents for the kill tests, written into a workspace of their own: rivals that charge at the real bank and then wait, so
// that a kill can fall before the charge, between charge and receipt, or after the receipt.

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const repository = join(import.meta.dirname, '..', '..', '..');

/** `safe` charges through `once` with the conversation's key; without it every attempt charges anew. */
export function rivalsWorkspace(names: readonly string[], safe: boolean): { root: string; remove(): void } {
  const root = mkdtempSync(join(tmpdir(), 'parley-rivals-'));
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'));
  mkdirSync(join(root, 'examples'));
  symlinkSync(join(repository, 'examples', 'bank'), join(root, 'examples', 'bank'));
  for (const [rank, name] of names.entries()) {
    const folder = join(root, 'packages', 'agents', name);
    mkdirSync(join(folder, 'src'), { recursive: true });
    const manifest = { name: `@rivals/${name}`, type: 'module', exports: { '.': './src/index.ts' } };
    writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
    writeFileSync(join(folder, 'src', 'index.ts'), rivalSource(name, rank, safe));
  }
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) };
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
