// Buying: the tender for the goods, the one decision over all pairs of goods and carriage, and the goods held before anybody
// is told to drive. Where no pair is within the limits nothing is bought, and the nearest that could be had is named.

import { TaskFailure } from '@parley/agent';
import { viennaIso } from '@parley/agent-trade/messages';
import Big from 'big.js';
import { choosePlans, nearestPlan, type Pairing, type Plan } from './choose-plan.ts';
import type { Bought } from './journal.ts';
import { releaseAll } from './releasing.ts';
import type { CarriageTender } from './tendering-carriage.ts';
import { type OpenPairing, tenderGoods } from './tendering-goods.ts';
import { infeasible, moneyWords, planWords } from './words.ts';
import { tell, type Work } from './work.ts';

/** How far ahead the nearest offer is looked for. */
const lookAheadMs = 14 * 24 * 3_600_000;
/** Nobody works for an inquiry; this is what they are told that they would have. */
const inquiryMs = 60_000;
/** An inquiry holds nothing: the least that may be asked for. */
const holdForMsMin = 1_000;
const holdForMsMax = 3_600_000;

/** Goods that are held, and the tender that their carriage is awarded from. */
export interface Held extends Pick<Bought, 'sale' | 'goods' | 'carriage'> {
  readonly tender: CarriageTender;
}

/** How often it is tried where who was chosen does not sell in the end. */
const triesMax = 3;

/** @throws TaskFailure `infeasible`, which no other instance could do better; `not-bought` */
export async function buy(work: Work): Promise<Held> {
  const { context, life, journal } = work;
  for (let tries = 1; ; tries++) {
    const bought = await buyOnce(work);
    if (typeof bought !== 'string') return bought;
    if (tries === triesMax) throw new TaskFailure('not-bought', `The goods could not be bought: ${bought}`);
    tell(work, `${bought} Everybody is asked anew`);
    await releaseAll(life, journal, context.log);
  }
}

/** The goods, held; or why whoever was chosen did not sell. */
async function buyOnce(work: Work): Promise<Held | string> {
  const { context, order, journal } = work;
  const holdForMs = Math.round(Math.min(holdForMsMax, Math.max(holdForMsMin, context.remainingMs())));
  let plan: Plan | undefined;
  let tender: CarriageTender | undefined;
  const outcome = await tenderGoods({ mesh: context.mesh }, { ...order, holdForMs }, async (pairings, sale) => {
    [plan] = choosePlans(pairings, order);
    tender = pairings.find(({ goods }) => goods === plan?.goods)?.tender;
    if (plan === undefined || tender === undefined) return undefined;
    const { goods, carriage } = plan;
    const words = planWords(plan, context.now());
    tell(work, `${compared(pairings)}: the best is ${goods.supplier} with ${carriage.carrier}, ${words}`, 0.1);
    await journal.willTake({ sale, supplier: goods.supplier });
    return { goods, tender };
  });
  context.signal.throwIfAborted();
  if (plan === undefined || tender === undefined) {
    throw new TaskFailure('infeasible', await whyNot(work), { retryable: false });
  }
  if (outcome.type !== 'done') return outcome.text;
  const { goods, carriage } = plan;
  const sale = outcome.output;
  if (sale.supplier !== goods.supplier || sale.depot !== goods.depot || !new Big(sale.price.amount).eq(goods.price)) {
    tender.decline('the goods are elsewhere');
    return `${sale.supplier} sold in ${sale.depot} what ${goods.supplier} was to sell in ${goods.depot}.`;
  }
  tell(work, `${sale.supplier} holds the goods in ${sale.depot} for ${moneyWords(goods.price)}`, 0.2);
  return { sale, goods, carriage, tender };
}

/** One sentence with the nearest offer there is, found by asking everybody once more, without limits and without an award. */
async function whyNot({ context, life, order }: Work): Promise<string> {
  const nowMs = context.now();
  const wanted = { ...order, deliverBy: viennaIso(nowMs + lookAheadMs), maxPrice: undefined, holdForMs: holdForMsMin };
  const through = { mesh: life.mesh, signal: context.signal, withinMs: inquiryMs };
  let offered: readonly Pairing[] = [];
  await tenderGoods(through, wanted, async (pairings) => {
    offered = pairings;
    return undefined;
  });
  return infeasible(order, nearestPlan(offered, order, nowMs), nowMs);
}

function compared(pairings: readonly OpenPairing[]): string {
  const carriers = pairings.reduce((sum, { carriages }) => sum + carriages.length, 0);
  const count = (number: number, what: string) => `${number} ${number === 1 ? what : `${what}s`}`;
  return `${count(pairings.length, 'offer')} of goods and ${count(carriers, 'offer')} to carry them were compared`;
}
