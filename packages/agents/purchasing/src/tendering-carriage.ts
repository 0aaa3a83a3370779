// The tender for one way: all carriers are asked, and their offers stand until somebody decides who gets it, or nobody. So
// goods and their carriage can be compared before either is awarded.

import type { AgentMesh } from '@parley/agent';
import { type CarryInput, carryGoods } from '@parley/agent-trade/messages';
import type { CarriageOffer } from './choose-plan.ts';
import { carriageOffers } from './offers.ts';
import { euros } from './order.ts';

/** Whoever is there is asked. */
export const everybody = 64;

export type Leg = CarryInput;
export type CarriageTender = ReturnType<typeof tenderCarriage>;

/** Whom to ask through, and what a sub-ask inherits from whoever asks beside a task. */
export interface AskThrough {
  readonly mesh: Pick<AgentMesh, 'ask'>;
  readonly signal?: AbortSignal;
  readonly withinMs?: number;
}

/**
 * Opens the tender. `offers` never rejects: it is empty where nobody bids. Until `award` or `decline` nobody is told
 * anything; after a failed award it ends, since what the goods' way is from then on is another tender's business.
 * @param left euros that may be spent; undefined where there is no limit
 * @throws ParleyError as `ctx.mesh.ask`
 */
export function tenderCarriage({ mesh, ...through }: AskThrough, leg: Leg, left: string | undefined) {
  const shown = Promise.withResolvers<readonly CarriageOffer[]>();
  const decided = Promise.withResolvers<readonly string[] | { readonly none: string }>();
  let isAwarded = false;
  const asking = mesh.ask(carryGoods, {
    ...through,
    input: leg,
    limits: { price: euros(left) },
    shortlistSize: everybody,
    choose: (bids) => {
      if (isAwarded) return { none: 'the way is tendered anew' };
      shown.resolve(carriageOffers(bids));
      return decided.promise;
    },
  });
  const nobody = () => shown.resolve([]);
  asking.outcome.then(nobody, nobody);
  return {
    leg,
    asking,
    offers: shown.promise,
    award: ({ bidder }: CarriageOffer) => {
      isAwarded = true;
      decided.resolve([bidder]);
    },
    decline: (reason: string) => decided.resolve({ none: reason }),
  };
}
