// Another carrier for a way that is begun. A carrier that was lost to a fault may be back in a moment and has the truck
// booked, so it is waited for before another is sent; one whose promise slipped is only left for a better one.

import { TaskFailure } from '@parley/agent';
import type { CarryProgress } from '@parley/agent-trade/messages';
import type { Held } from './buying.ts';
import { type CarriageOffer, choosePlans, leftFor } from './choose-plan.ts';
import { type AskThrough, type CarriageTender, type Leg, tenderCarriage } from './tendering-carriage.ts';
import type { Work } from './work.ts';

/** A carrier's offer, and the tender it was made in. */
export interface Way {
  readonly tender: CarriageTender;
  readonly offer: CarriageOffer;
}

/** How long a lost carrier is waited for, and how often it is looked for. */
const patienceMs = 4_000;
const lookEveryMs = 250;
/** Ways for an attempt to end that say nothing against the carrier itself. */
const faults = ['down', 'unreachable', 'no-agree', 'no-progress', 'garbled'];

/** Whether another carrier would be in time from where the goods are: its offer, which is not awarded. */
export async function findBetter(
  work: Work,
  held: Held,
  at: CarryProgress,
  carrier: string,
): Promise<CarriageOffer | undefined> {
  const { life, context } = work;
  const through = { mesh: life.mesh, signal: context.signal, withinMs: context.remainingMs() };
  if (through.withinMs <= 0) return undefined;
  const tender = tenderFor(through, held, work, from(held.tender.leg, at));
  const found = best(work, held, await tender.offers, (offer) => offer.carrier !== carrier);
  tender.decline('it is asked for, not ordered yet');
  return found;
}

/** @throws TaskFailure `late` where nobody is in time any more */
export async function replaceSlipped(work: Work, held: Held, { offer }: Way, at: CarryProgress): Promise<Way> {
  const leg = from(held.tender.leg, at);
  const found = await wayOf(work, held, leg, ({ carrier }) => carrier !== offer.carrier);
  if (found !== undefined) return found;
  const text = `${offer.carrier} would have been late, and nobody else can bring the goods from ${leg.from} in time any more.`;
  throw new TaskFailure('late', text, { retryable: false });
}

/** @throws TaskFailure `not-carried` where nobody carries on within the limits */
export async function replaceLost(
  work: Work,
  held: Held,
  { tender, offer }: Way,
  { at, cause, text }: { readonly at: CarryProgress | undefined; readonly cause: string; readonly text: string },
): Promise<Way> {
  const isFault = faults.includes(cause);
  if (isFault) {
    const back = await waitFor(work, held, tender.leg, offer.carrier);
    if (back !== undefined) return back;
  }
  const leg = at?.loaded ? from(tender.leg, at) : tender.leg;
  const found = await wayOf(work, held, leg, ({ carrier }) => carrier !== offer.carrier);
  if (found !== undefined) return found;
  throw new TaskFailure('not-carried', `${text}; nobody else carries on from ${leg.from} within the limits.`);
}

/** The way again with the carrier that has it, as soon as it bids; undefined where it does not come back in time. */
export async function waitFor(
  work: Work,
  held: Pick<Held, 'goods'>,
  leg: Leg,
  carrier: string,
): Promise<Way | undefined> {
  const { context } = work;
  const untilMs = context.remainingMs() - patienceMs;
  for (;;) {
    const way = await wayOf(work, held, leg, (offer) => offer.carrier === carrier);
    if (way !== undefined || context.remainingMs() <= Math.max(0, untilMs)) return way;
    context.progress({ note: `waiting for ${carrier} to come back` });
    await context.sleep(lookEveryMs);
  }
}

/** Tenders the way and keeps the tender open for the best offer, where there is one. */
async function wayOf(
  work: Work,
  held: Pick<Held, 'goods'>,
  leg: Leg,
  fits: (offer: CarriageOffer) => boolean,
): Promise<Way | undefined> {
  const tender = tenderFor({ mesh: work.context.mesh }, held, work, leg);
  const offer = best(work, held, await tender.offers, fits);
  if (offer !== undefined) return { tender, offer };
  tender.decline('no offer is within the limits');
  return undefined;
}

function tenderFor(through: AskThrough, { goods }: Pick<Held, 'goods'>, { order }: Work, leg: Leg): CarriageTender {
  return tenderCarriage(through, leg, leftFor(goods, order.maxPrice));
}

// Where a late delivery is kept as wished, the earliest that the money allows.
function best(
  { order }: Work,
  { goods }: Pick<Held, 'goods'>,
  offers: readonly CarriageOffer[],
  fits: (offer: CarriageOffer) => boolean,
): CarriageOffer | undefined {
  const carriages = offers.filter(fits);
  const inTime = choosePlans([{ goods, carriages }], order)[0]?.carriage;
  if (inTime !== undefined || order.whenLate !== 'keep') return inTime;
  const late = choosePlans([{ goods, carriages }], { ...order, deliverByMs: Number.POSITIVE_INFINITY });
  return late.map(({ carriage }) => carriage).sort((a, b) => Date.parse(a.arriveAt) - Date.parse(b.arriveAt))[0];
}

// The delivery's own time is ahead of the clock, so whoever takes over is told what time it is for it.
function from(leg: Leg, { at, thereAt, now }: CarryProgress): Leg {
  return { ...leg, from: at, readyAt: thereAt, asOf: now };
}
