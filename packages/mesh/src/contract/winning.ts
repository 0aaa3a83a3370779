// How a contract is won: by the usual contract net, whose award opens it instead of giving work. Only bidders who say that
// they would open one are awarded.

import type { OfferedBid } from '@parley/contract-net';
import { addressOf, ParleyError } from '@parley/protocol';
import { z } from 'zod';
import type { Asking } from '../ask.ts';
import type { AskOptions, Choice } from '../ask-options.ts';
import type { World } from '../world.ts';
import type { ContractPlan } from './contract-options.ts';
import { Lease } from './lease.ts';
import type { WinLease } from './standing-contract.ts';

const Opened = z.object({ contract: z.string() });

/** @param ask negotiates under these options, with the contract's terms in the call */
export function winnerOf(world: World, plan: ContractPlan, ask: (options: AskOptions) => Asking): WinLease {
  return async (hooks, without) => {
    const outcome = await ask({ ...plan.ask, choose: (bids) => willing(bids, without) });
    const opened = outcome.type === 'done' ? Opened.safeParse(outcome.output) : undefined;
    if (outcome.type !== 'done' || opened?.data?.contract !== outcome.conversation) {
      const message = `Nobody holds a contract for "${outcome.intent}": ${outcome.text}`;
      throw new ParleyError('no-contract', message, {
        details: { outcome: outcome.type, conversation: outcome.conversation },
      });
    }
    const { agent, instance, capability, price, tried } = outcome;
    const { etaMs } = tried.attempts.at(-1)!;
    return new Lease(world, opened.data.contract, { agent, instance, capability, price, etaMs }, plan, hooks);
  };
}

function willing(bids: readonly OfferedBid[], without: string | undefined): Choice {
  const others = bids.filter(({ agent, terms }) => agent !== without && terms?.contract === true);
  if (others.length > 0) return others.map(({ agent, instance }) => addressOf(agent, instance));
  return {
    none: without === undefined ? 'no bidder would open a standing contract' : `nobody beside ${without} would`,
  };
}
