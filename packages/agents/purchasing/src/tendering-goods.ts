// The tender for goods, with the tenders for their ways inside it: all suppliers are asked, and while their offers stand,
// all carriers for the way from each offer's depot. Then one decision is made over the pairs. Nothing of it stays open.

import { supplyGoods } from '@parley/agent-trade/messages';
import { type GoodsOffer, leftFor, type Pairing } from './choose-plan.ts';
import { goodsOffers } from './offers.ts';
import { euros, type Order } from './order.ts';
import { type AskThrough, type CarriageTender, everybody, type Leg, tenderCarriage } from './tendering-carriage.ts';

/** Goods whose way is under tender. */
export interface OpenPairing extends Pairing {
  readonly tender: CarriageTender | undefined;
}

/** What is bought, and the way's tender that is kept open for it. */
export interface Taken {
  readonly goods: GoodsOffer;
  readonly tender: CarriageTender;
}

/** What is asked for: the order, with limits of this tender's own. */
export interface Wanted
  extends Pick<Order, 'id' | 'goods' | 'quantity' | 'place' | 'whenLate' | 'deliverBy' | 'maxPrice'> {
  readonly holdForMs: number;
}

/**
 * Opens the tender. `take` is asked for every set of offers: once, and again where who was awarded fails.
 * @param take gets the pairs and the id that the sale would have; undefined takes none of them
 * @throws ParleyError as `ctx.mesh.ask`
 */
export function tenderGoods(
  through: AskThrough,
  wanted: Wanted,
  take: (pairings: readonly OpenPairing[], sale: string) => Promise<Taken | undefined>,
) {
  const { mesh, ...rest } = through;
  const { goods, quantity, place, deliverBy, maxPrice, holdForMs } = wanted;
  let open: readonly CarriageTender[] = [];
  const closeAllBut = (kept?: CarriageTender) => {
    for (const tender of open) if (tender !== kept) tender.decline('other goods were chosen');
    open = kept === undefined ? [] : [kept];
  };
  const asking = mesh.ask(supplyGoods, {
    ...rest,
    input: { goods, quantity, place, neededBy: deliverBy, holdForMs },
    limits: { price: euros(maxPrice) },
    shortlistSize: everybody,
    choose: async (bids) => {
      closeAllBut();
      const begun = goodsOffers(bids).map((offer) => ({
        offer,
        tender: wayOf(through, wanted, offer, asking.conversation),
      }));
      open = begun.flatMap(({ tender }) => (tender === undefined ? [] : [tender]));
      const pairings = begun.map(async ({ offer, tender }) => ({
        goods: offer,
        tender,
        carriages: (await tender?.offers) ?? [],
      }));
      let taken: Taken | undefined;
      try {
        taken = await take(await Promise.all(pairings), asking.conversation);
      } finally {
        closeAllBut(taken?.tender);
      }
      return taken === undefined ? { none: 'no offer with its carriage is within the limits' } : taken.goods.bidders;
    },
  });
  const closeUnlessBought = ({ type }: { type: string }) => (type === 'done' ? undefined : closeAllBut());
  asking.outcome.then(closeUnlessBought, () => closeAllBut());
  return asking;
}

function legFrom(
  { id, goods, quantity, place, deliverBy, whenLate }: Omit<Wanted, 'holdForMs'>,
  { supplier, depot, readyAt }: Pick<GoodsOffer, 'supplier' | 'depot' | 'readyAt'>,
  sale: string,
): Leg {
  return { goods, quantity, from: depot, to: place, readyAt, deliverBy, order: id, sale, supplier, whenLate };
}

// No way is asked for where the goods alone take all the money.
function wayOf(through: AskThrough, wanted: Wanted, offer: GoodsOffer, sale: string): CarriageTender | undefined {
  const left = leftFor(offer, wanted.maxPrice);
  if (left?.startsWith('-')) return undefined;
  return tenderCarriage(through, legFrom(wanted, offer, sale), left);
}
