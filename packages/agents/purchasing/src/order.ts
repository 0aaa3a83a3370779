// An order as purchasing works on it: what was asked for, with the deadline as a moment and the tightest of the limits of
// money. Everybody who trades here is paid in euros.

import type { BidContext } from '@parley/agent';
import { deadlineAt, type orderGoods, viennaIso, viennaWords } from '@parley/agent-trade/messages';
import Big from 'big.js';
import type { z } from 'zod';
import type { OrderLimits } from './choose-plan.ts';
import type { WhenLate } from './slip.ts';

export type OrderInput = z.output<typeof orderGoods.input>;

export interface Order extends OrderLimits {
  /** The conversation's id: the same for every attempt. */
  readonly id: string;
  readonly goods: OrderInput['goods'];
  readonly quantity: number;
  readonly place: OrderInput['place'];
  /** ISO 8601. */
  readonly deliverBy: string;
  readonly whenLate: WhenLate;
}

export const currency = 'EUR';
/** The largest amount that money can be: a sub-ask needs a limit to say its currency. */
const noLimit = '999999999999';

/** A limit in euros. */
export function euros(amount: string | undefined): { amount: string; currency: typeof currency } {
  return { amount: amount ?? noLimit, currency };
}

/** Why an order cannot be worked on, in words; undefined where it can. */
export function objectionTo(
  { deliverBy }: Pick<OrderInput, 'deliverBy'>,
  { priceLimit, nowMs }: { readonly priceLimit: BidContext['priceLimit']; readonly nowMs: number },
): string | undefined {
  if (priceLimit !== undefined && priceLimit.currency !== currency) {
    return `goods are paid in ${currency}: give the limit in ${currency}, not in ${priceLimit.currency}`;
  }
  const deliverByMs = deadlineAt(deliverBy, nowMs);
  if (deliverByMs === undefined) return `"${deliverBy}" does not say one moment: write "Friday noon", or an ISO time`;
  if (deliverByMs > nowMs) return undefined;
  return `delivery by ${viennaWords(deliverByMs, nowMs)} is past, it is ${viennaWords(nowMs, nowMs)} in Vienna now: give a time to come`;
}

/** @param deliverByMs what the deadline's words meant when the order was taken */
export function orderOf(
  id: string,
  { goods, quantity, place, maxPrice, whenLate }: OrderInput,
  { priceLimit, deliverByMs }: { readonly priceLimit: BidContext['priceLimit']; readonly deliverByMs: number },
): Order {
  const limits = [maxPrice?.amount, priceLimit?.amount].flatMap((each) => (each === undefined ? [] : [new Big(each)]));
  const [tightest] = limits.sort((a, b) => a.cmp(b));
  return {
    id,
    goods,
    quantity,
    place,
    whenLate,
    deliverByMs,
    deliverBy: viennaIso(deliverByMs),
    maxPrice: tightest?.toFixed(),
  };
}
