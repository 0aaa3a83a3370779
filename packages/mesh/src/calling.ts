// The body of a call for bids, but for the capability.

import type { CallBidders, InitiatorInput } from '@parley/contract-net';
import { type Cfp, defaults } from '@parley/protocol';
import type { ConversationParts } from './conversation-parts.ts';
import type { Sought } from './shortlisting.ts';

export function cfpOf(
  sought: Sought,
  { input, priceLimit, dryRun }: InitiatorInput,
  { above, contract }: ConversationParts,
  { round, remainingMs, revision }: CallBidders,
): Omit<Cfp, 'capability'> {
  return {
    intent: sought.text,
    limits: { withinMs: Math.max(0, remainingMs), ...(priceLimit === undefined ? {} : { price: priceLimit }) },
    round,
    path: [...(above?.path ?? [])],
    hopsLeft: above?.hopsLeft ?? defaults.hops,
    ...(above === undefined ? {} : { parent: above.conversation }),
    ...(input === undefined ? {} : { input }),
    ...(dryRun ? { dryRun } : {}),
    ...(contract === undefined ? {} : { contract }),
    ...(revision === undefined ? {} : { revision: revision.terms }),
  };
}
