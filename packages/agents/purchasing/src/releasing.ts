// Giving back: what an order holds and does not need any more goes back to its supplier. It is asked for beside the task,
// since the task may be over, or be why. Where a supplier cannot be reached, the sale's own lease ends it.

import type { PerformContext, StartContext } from '@parley/agent';
import { settleSale } from '@parley/agent-trade/messages';
import type { Journal, OpenSale } from './journal.ts';
import { everybody } from './tendering-carriage.ts';

const triesMax = 3;
const withinMs = 3_000;
const pauseMs = 500;

/** Releases every sale in the journal but one to keep. Never rejects. */
export async function releaseAll(
  life: StartContext,
  journal: Journal,
  log: PerformContext['log'],
  kept?: OpenSale,
): Promise<void> {
  const { open } = await journal.read();
  const others = open.filter(({ sale, supplier }) => sale !== kept?.sale || supplier !== kept.supplier);
  await Promise.all(others.map((each) => release(life, journal, log, each)));
}

async function release(life: StartContext, journal: Journal, log: PerformContext['log'], sale: OpenSale) {
  try {
    for (let tries = 1; tries <= triesMax; tries++) {
      if (tries > 1) await life.sleep(pauseMs);
      const input = { ...sale, action: 'release' as const };
      const outcome = await life.mesh.ask(settleSale, { input, withinMs, shortlistSize: everybody });
      // Who has no such sale refuses: then nothing is held.
      const hasRefused = outcome.tried.bidders.some(
        ({ agent, answer }) => agent === sale.supplier && answer === 'refused',
      );
      if (outcome.type === 'done' || hasRefused) return await journal.hasReleased(sale);
    }
    log.warn(sale, 'a sale could not be released: its supplier cannot be reached, and its lease will end it');
  } catch (thrown) {
    log.warn({ ...sale, err: thrown }, 'a sale could not be released: its lease will end it');
  }
}
