// Delivering: the carriage is awarded and followed. Where its promise slips or its carrier is lost, the way that is left is
// given to another, or the order is given up, as the caller wishes; the goods stay the ones that were bought.

import { TaskFailure } from '@parley/agent';
import { type Carriage, CarryProgress, type Delivery, viennaWords } from '@parley/agent-trade/messages';
import Big from 'big.js';
import type { Held } from './buying.ts';
import { euros } from './order.ts';
import { findBetter, replaceLost, replaceSlipped, type Way } from './replacing.ts';
import { onPromise } from './slip.ts';
import { moneyWords } from './words.ts';
import { tell, type Work } from './work.ts';

/** How many carriers an order may have one after another. */
const carriersMax = 4;
/** Of the whole work, what buying takes. */
const shareBought = 0.2;

type DriveEnd =
  | { readonly type: 'delivered'; readonly carriage: Carriage; readonly price: string }
  | { readonly type: 'slipped'; readonly at: CarryProgress }
  | { readonly type: 'lost'; readonly at: CarryProgress | undefined; readonly cause: string; readonly text: string };

/** What a promise means for the one who drives. */
interface Verdict {
  readonly type: 'go-on' | 'keep' | 'hand-over' | 'give-up';
  readonly text: string;
}

/** @throws TaskFailure `late` where it would be and the caller does not want that; `not-carried` */
export async function deliver(work: Work, held: Held): Promise<Delivery> {
  let way: Way = { tender: held.tender, offer: held.carriage };
  for (let carriers = 1; ; carriers++) {
    await work.journal.willCarry({ sale: held.sale, goods: held.goods, carriage: way.offer, leg: way.tender.leg });
    const end = await drive(work, held, way, carriers < carriersMax);
    if (end.type === 'delivered') return deliveryOf(work, held, way, end);
    if (end.type === 'lost' && carriers >= carriersMax) throw new TaskFailure('not-carried', end.text);
    way = end.type === 'lost' ? await replaceLost(work, held, way, end) : await replaceSlipped(work, held, way, end.at);
    const { offer, tender } = way;
    tell(work, `${offer.carrier} takes over in ${tender.leg.from} for ${moneyWords(offer.price)}`);
  }
}

/** Awards the way and follows it to its end. */
async function drive(work: Work, held: Held, { tender, offer }: Way, mayRetender: boolean): Promise<DriveEnd> {
  const { asking } = tender;
  let at: CarryProgress | undefined;
  let promised = offer.arriveAt;
  let verdict: Verdict = { type: 'go-on', text: '' };
  tender.award(offer);
  for await (const event of asking) {
    if (event.type !== 'progress') continue;
    handOn(work, event);
    const parsed = CarryProgress.safeParse(event.partial);
    if (!parsed.success) continue;
    at = parsed.data;
    if (verdict.type !== 'go-on') continue;
    verdict = await judge(work, held, offer.arriveAt, { at, carrier: event.agent, mayRetender });
    if (verdict.type === 'go-on') {
      promised = noted(work, event.agent, at, promised);
      continue;
    }
    tell(work, verdict.text);
    if (verdict.type !== 'keep') asking.cancel(verdict.text);
  }
  const outcome = await asking;
  // What is done already wins over having been given up.
  if (outcome.type === 'done') return { type: 'delivered', carriage: outcome.output, price: outcome.price.amount };
  work.context.signal.throwIfAborted();
  if (verdict.type === 'give-up') throw new TaskFailure('late', `${verdict.text}.`, { retryable: false });
  if (verdict.type === 'hand-over' && at !== undefined) return { type: 'slipped', at };
  const { ended: cause = outcome.type, text = outcome.text } = outcome.tried.attempts.at(-1) ?? {};
  tell(work, `${offer.carrier} is lost: ${text}`);
  return { type: 'lost', at, cause, text: `${offer.carrier} did not bring the goods: ${text}` };
}

/** Keeps a new promise for the story, where it is one; what the carrier said of it, the caller has heard. @returns the promise */
function noted(
  { context, story }: Work,
  carrier: string,
  { arriveAt, roads }: CarryProgress,
  promised: string,
): string {
  if (arriveAt === undefined || arriveAt === promised) return promised;
  const [now, before] = [arriveAt, promised].map((each) => viennaWords(Date.parse(each), context.now()));
  story.push(`${carrier} arrives ${now} instead of ${before}, by ${roads.join(', ') || 'no road'}`);
  return arriveAt;
}

/** Tells the caller what the carrier tells. */
function handOn(
  { context }: Work,
  { agent, share = 0, note, partial }: { agent: string; share?: number; note?: string; partial?: unknown },
): void {
  context.progress({
    share: shareBought + share * (1 - shareBought),
    ...(note === undefined ? {} : { note: `${agent}: ${note}` }),
    ...(partial === undefined ? {} : { partial }),
  });
}

async function judge(
  work: Work,
  held: Held,
  promised: string,
  { at, carrier, mayRetender }: { at: CarryProgress; carrier: string; mayRetender: boolean },
): Promise<Verdict> {
  const meaning = onPromise(at, { ...work.order, mayRetender });
  if (meaning === 'on-time') return { type: 'go-on', text: '' };
  const nowMs = work.context.now();
  const words = (iso: string) => viennaWords(Date.parse(iso), nowMs);
  const slip =
    at.arriveAt === undefined
      ? `${carrier} cannot say when it would arrive instead of ${words(promised)}`
      : `${carrier} would arrive ${words(at.arriveAt)} instead of ${words(promised)}`;
  if (meaning === 'keep') return { type: 'keep', text: `${slip}, and is kept as wished` };
  if (meaning === 'fail') return { type: 'give-up', text: `${slip}, too late: the order is given up as wished` };
  const better = await findBetter(work, held, at, carrier);
  if (better === undefined) return { type: 'give-up', text: `${slip}, too late, and nobody else can be there in time` };
  return { type: 'hand-over', text: `${slip}, so that another is sought from ${at.at} on` };
}

function deliveryOf(
  { order, story, context }: Work,
  { sale, goods }: Held,
  { offer }: Way,
  { carriage, price }: Extract<DriveEnd, { type: 'delivered' }>,
): Delivery {
  const arrived = viennaWords(Date.parse(carriage.arrivedAt), context.now());
  return {
    order: order.id,
    supplier: sale.supplier,
    carrier: carriage.carrier,
    depot: sale.depot,
    goodsPrice: euros(goods.price),
    carriagePrice: euros(price),
    total: euros(new Big(goods.price).plus(price).toFixed(2)),
    promisedArrival: offer.arriveAt,
    arrivedAt: carriage.arrivedAt,
    late: Date.parse(carriage.arrivedAt) > order.deliverByMs,
    story: [...story, `${carriage.carrier} was in ${order.place} ${arrived}`].map((each) => each.slice(0, 500)),
  };
}
