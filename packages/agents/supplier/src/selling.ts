// Selling: what is refused and why, what is offered at which price, and the hold that an award takes.

import { type BidContext, type Offer, type PerformContext, type Refusal, TaskFailure } from '@parley/agent';
import { type Sale, type SupplyInput, type SupplyTerms, viennaIso } from '@parley/agent-trade/messages';
import { readyAtMs, restockMsOf, type Shop, salesKey } from './shop.ts';
import { freeOf, held, type KeptSale, type Sales, stateOf } from './stock.ts';
import { volumePrice } from './volume-price.ts';

const etaMs = 200;
const currency = 'EUR' as const;
/** An award comes later than the bid; what the bid promised must hold then. */
const awardWithinMs = 120_000;

export async function offerFor(shop: Shop, context: BidContext<SupplyInput>): Promise<Offer | Refusal> {
  const { input, priceLimit, store, now } = context;
  const { depot, serves, minimum, goods: sold, volume } = shop.config;
  const { goods, quantity, place } = input;
  const article = sold[goods];
  if (article === undefined) return { refuse: `does not sell ${goods}, only ${Object.keys(sold).join(', ')}` };
  if (serves !== undefined && !serves.includes(place)) {
    return { refuse: `does not serve ${place}, only ${serves.join(', ')}` };
  }
  if (quantity < minimum) return { refuse: `${quantity} pallets are under the minimum of ${minimum}` };
  if (priceLimit?.currency !== currency) return { refuse: `sells in ${currency}: ask with a price limit in it` };
  const free = freeOf(await store.get<Sales>(salesKey), goods, article.stock, now(), restockMsOf(shop));
  if (free < quantity) return { refuse: `has ${free} pallets of ${goods} left, ${quantity} are asked for` };
  const terms: SupplyTerms = { depot, readyAt: viennaIso(readyAtMs(shop, now() + awardWithinMs)) };
  const amount = volumePrice(article.price, quantity, volume);
  return { price: { amount, currency }, etaMs, terms, note: `${free} pallets of ${goods} in ${depot}` };
}

/**
 * Holds the goods for the conversation, once: a later award of it gets the same sale, which is held anew where it has
 * expired. Where another supplier has sold in this conversation, that one's sale is the answer.
 * @throws TaskFailure `sold-out`, `sale-over`
 */
export async function sell(shop: Shop, context: PerformContext<SupplyInput>): Promise<Sale> {
  const first = await context.once('sale', () => hold(shop, context));
  if (first.supplier !== shop.name || context.attempt === 1) return first;
  return await hold(shop, context);
}

async function hold(shop: Shop, context: PerformContext<SupplyInput>): Promise<Sale> {
  const { input, conversation: sale, store, now, signal } = context;
  const { goods, quantity, holdForMs } = input;
  const { stock, price } = shop.config.goods[goods]!;
  const nowMs = now();
  const order = {
    goods,
    quantity,
    price: volumePrice(price, quantity, shop.config.volume),
    readyAt: viennaIso(readyAtMs(shop, nowMs)),
    heldUntilMs: nowMs + holdForMs,
  };
  const yard = { stock, restockMs: restockMsOf(shop), nowMs };
  const sales = await store.update<Sales>(salesKey, (before) =>
    signal.aborted ? undefined : held(before, sale, order, yard),
  );
  return saleOf(shop, sale, sales?.[sale], nowMs);
}

function saleOf({ name, config }: Shop, sale: string, kept: KeptSale | undefined, nowMs: number): Sale {
  if (kept === undefined) throw failure('sold-out', 'The goods were sold to somebody else meanwhile.');
  const state = stateOf(kept, nowMs);
  if (state === 'released') throw failure('sale-over', 'The sale was released: ask anew, in another conversation.');
  if (state === 'expired') throw failure('sold-out', 'The hold is over, and the goods were sold to somebody else.');
  const { goods, quantity, readyAt, price: amount, heldUntilMs } = kept;
  const price = { amount, currency };
  return {
    sale,
    supplier: name,
    depot: config.depot,
    readyAt,
    goods,
    quantity,
    price,
    heldUntil: viennaIso(heldUntilMs),
  };
}

// Another supplier may do better, this one may not.
function failure(code: string, text: string): TaskFailure {
  return new TaskFailure(code, text, { retryable: false });
}
