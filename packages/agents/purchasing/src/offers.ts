// Bids as offers: what a bid says by its price and its terms, in so far as it can be planned with. A bid whose terms cannot
// be read is none.

import type { OfferedBid } from '@parley/agent';
import { CarryTerms, SupplyTerms } from '@parley/agent-trade/messages';
import type { CarriageOffer, GoodsOffer } from './choose-plan.ts';

/** One offer for each supplier and depot; instances of one supplier that offer the same are one offer. */
export function goodsOffers(bids: readonly OfferedBid[]): readonly GoodsOffer[] {
  const offers = new Map<string, GoodsOffer>();
  for (const { agent, instance, price, terms } of bids) {
    const parsed = SupplyTerms.safeParse(terms);
    if (!parsed.success) continue;
    const { depot, readyAt } = parsed.data;
    const key = [agent, depot, readyAt, price.amount].join(' ');
    const bidders = [...(offers.get(key)?.bidders ?? []), `${agent}/${instance}`];
    offers.set(key, { supplier: agent, bidders, depot, readyAt, price: price.amount });
  }
  return [...offers.values()];
}

export function carriageOffers(bids: readonly OfferedBid[]): readonly CarriageOffer[] {
  return bids.flatMap(({ agent, instance, price, terms }) => {
    const parsed = CarryTerms.safeParse(terms);
    if (!parsed.success) return [];
    return [{ carrier: agent, bidder: `${agent}/${instance}`, arriveAt: parsed.data.arriveAt, price: price.amount }];
  });
}
