// What purchasing says to people: sums of money, offers, and why an order cannot be had, each in one sentence.

import { viennaWords } from '@parley/agent-trade/messages';
import Big from 'big.js';
import type { Plan } from './choose-plan.ts';
import type { Order } from './order.ts';

/** "8,640" or "8,640.50": thousands marked, cents where there are any. */
export function moneyWords(amount: string): string {
  const [whole, cents] = new Big(amount).toFixed(2).split('.');
  const marked = whole!.replace(/\B(?=(?:\d{3})+$)/g, ',');
  return cents === '00' ? marked : `${marked}.${cents}`;
}

/** "Saturday 09:00 for 8,640". */
export function planWords({ carriage, total }: Plan, nowMs: number): string {
  return `${viennaWords(Date.parse(carriage.arriveAt), nowMs)} for ${moneyWords(total)}`;
}

/** One sentence: what cannot be had, and the nearest that can. */
export function infeasible(order: Order, nearest: Plan | undefined, nowMs: number): string {
  const { quantity, goods, place, deliverByMs, maxPrice } = order;
  const limit = maxPrice === undefined ? '' : ` for at most ${moneyWords(maxPrice)} euros`;
  const pallets = quantity === 1 ? '1 pallet' : `${quantity} pallets`;
  const wanted = `${pallets} of ${goods} in ${place} by ${viennaWords(deliverByMs, nowMs)}${limit}`;
  if (nearest === undefined) return `Nobody can deliver ${wanted}, nor at any other time or price.`;
  const { goods: from, carriage } = nearest;
  return `Nobody can deliver ${wanted}; the nearest offer is ${planWords(nearest, nowMs)} (${from.supplier}, carried by ${carriage.carrier}).`;
}
