// Which goods with which carriage: one pure choice over pairs. Hard limits first, then the exact sum of money, then the
// earlier arrival; names decide at last, so that the order in which offers came never matters.

import type { SupplyTerms } from '@parley/agent-trade/messages';
import Big from 'big.js';

/** A place on the map. */
export type Place = SupplyTerms['depot'];

/** What a supplier offers. */
export interface GoodsOffer {
  readonly supplier: string;
  /** Who may be awarded it, as `agent/instance`: the supplier's instances. */
  readonly bidders: readonly string[];
  readonly depot: Place;
  /** ISO 8601. */
  readonly readyAt: string;
  /** Euros, as a decimal string. */
  readonly price: string;
}

/** What a carrier offers for the way from a depot. */
export interface CarriageOffer {
  readonly carrier: string;
  /** Who is awarded it, as `agent/instance`. */
  readonly bidder: string;
  /** ISO 8601. */
  readonly arriveAt: string;
  /** Euros, as a decimal string. */
  readonly price: string;
}

/** The offers that can be had together: these carriers bid for these goods' way. */
export interface Pairing {
  readonly goods: GoodsOffer;
  readonly carriages: readonly CarriageOffer[];
}

/** Goods and their carriage. */
export interface Plan {
  readonly goods: GoodsOffer;
  readonly carriage: CarriageOffer;
  /** Euros with two decimals. */
  readonly total: string;
}

/** What an order may never exceed. */
export interface OrderLimits {
  /** Milliseconds since 1970. */
  readonly deliverByMs: number;
  /** Euros; undefined where money does not matter. */
  readonly maxPrice: string | undefined;
}

/** Every plan within the limits, best first. */
export function choosePlans(pairings: readonly Pairing[], limits: OrderLimits): readonly Plan[] {
  return plansOf(pairings)
    .filter((plan) => latenessMs(plan, limits) <= 0 && excess(plan, limits).lte(0))
    .sort(compare);
}

/**
 * The plan that misses the limits least: by the share of the money and the share of the time that it is over, added.
 * @param nowMs from when the time to the deadline is counted
 */
export function nearestPlan(pairings: readonly Pairing[], limits: OrderLimits, nowMs: number): Plan | undefined {
  const missBy = (plan: Plan): number => {
    const late = Math.max(0, latenessMs(plan, limits)) / Math.max(1, limits.deliverByMs - nowMs);
    const over = Math.max(0, excess(plan, limits).toNumber());
    return late + (over === 0 ? 0 : over / Math.max(0.01, Number(limits.maxPrice)));
  };
  return plansOf(pairings).sort((a, b) => missBy(a) - missBy(b) || compare(a, b))[0];
}

/** What is left of the money for the carriage of these goods; undefined where there is no limit, negative where none is. */
export function leftFor(goods: Pick<GoodsOffer, 'price'>, maxPrice: string | undefined): string | undefined {
  return maxPrice === undefined ? undefined : new Big(maxPrice).minus(goods.price).toFixed();
}

function plansOf(pairings: readonly Pairing[]): Plan[] {
  return pairings.flatMap(({ goods, carriages }) =>
    carriages.map((carriage) => ({ goods, carriage, total: new Big(goods.price).plus(carriage.price).toFixed(2) })),
  );
}

function latenessMs({ carriage }: Plan, { deliverByMs }: OrderLimits): number {
  return Date.parse(carriage.arriveAt) - deliverByMs;
}

function excess({ goods, carriage }: Plan, { maxPrice }: OrderLimits): Big {
  return maxPrice === undefined ? new Big(0) : new Big(goods.price).plus(carriage.price).minus(maxPrice);
}

function compare(a: Plan, b: Plan): number {
  const [one, other] = [a, b].map(({ goods, carriage }) => `${goods.supplier} ${goods.depot} ${carriage.carrier}`);
  return (
    new Big(a.goods.price).plus(a.carriage.price).cmp(new Big(b.goods.price).plus(b.carriage.price)) ||
    Date.parse(a.carriage.arriveAt) - Date.parse(b.carriage.arriveAt) ||
    (one! < other! ? -1 : 1)
  );
}
