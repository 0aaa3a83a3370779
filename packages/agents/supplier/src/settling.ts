// Settling a sale: the goods are given out to a truck, or go back into stock. Every supplier is asked; who has no such sale
// refuses.

import { type BidContext, type Offer, type PerformContext, type Refusal, TaskFailure } from '@parley/agent';
import type { SettleInput } from '@parley/agent-trade/messages';
import { restockMsOf, type Shop, salesKey } from './shop.ts';
import { canSettle, type SaleState, type Sales, settled, stateOf } from './stock.ts';

const etaMs = 50;

export async function settleOffer(
  shop: Shop,
  { input, priceLimit, store, now }: BidContext<SettleInput>,
): Promise<Offer | Refusal> {
  const { sale, action, supplier } = input;
  if (supplier !== undefined && supplier !== shop.name) return { refuse: `the sale is one of ${supplier}` };
  const kept = (await store.get<Sales>(salesKey))?.[sale];
  if (kept === undefined) return { refuse: `has no sale "${sale}"` };
  const state = stateOf(kept, now());
  if (!canSettle(state, action)) return { refuse: cannot(action, sale, state) };
  return { price: priceLimit === undefined ? '0' : { amount: '0', currency: priceLimit.currency }, etaMs };
}

/** @throws TaskFailure `sale-over` where the hold has ended since the bid */
export async function settle(
  shop: Shop,
  { input, store, now }: PerformContext<SettleInput>,
): Promise<{ sale: string; state: SaleState }> {
  const { sale, action } = input;
  const nowMs = now();
  const rules = { nowMs, restockMs: restockMsOf(shop) };
  const sales = await store.update<Sales>(salesKey, (before) => settled(before, sale, action, rules));
  const kept = sales?.[sale];
  const state = kept === undefined ? 'expired' : stateOf(kept, nowMs);
  if (!canSettle(state, action)) throw new TaskFailure('sale-over', cannot(action, sale, state), { retryable: false });
  return { sale, state };
}

function cannot(action: SettleInput['action'], sale: string, state: SaleState): string {
  return `cannot ${action} the sale "${sale}": it is ${state}`;
}
