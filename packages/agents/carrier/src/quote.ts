// What a carrier can do for a load: with how many trucks, leaving and arriving when, at which price; or why it cannot. Being
// late is no reason: whoever asks decides about that.

import type { CarryInput } from '@parley/agent-trade/messages';
import { type Bookings, bookingId, freeTrucks, stands } from './bookings.ts';
import { carriagePrice } from './carriage-price.ts';
import { type Carrier, minuteMs } from './carrier.ts';
import { trucksFor } from './load.ts';
import { quickestRoute, type Route } from './route.ts';
import { departures } from './timetable.ts';

/** Times in milliseconds since 1970. */
export interface Quote {
  readonly trucks: number;
  /** In euros. */
  readonly price: string;
  readonly loadAtMs: number;
  readonly departAtMs: number;
  readonly arriveAtMs: number;
  readonly backAtMs: number;
  /** As it is driven by what is known of the roads. */
  readonly route: Route;
}

/** @param earliestMs before which no loading begins, whatever the input says */
export function quoteFor(
  { config, traffic }: Carrier,
  input: CarryInput,
  bookings: Bookings | undefined,
  { clockMs, earliestMs }: { readonly clockMs: number; readonly earliestMs: number },
): Quote | { readonly refuse: string } {
  const { goods, quantity, from, to, readyAt, asOf } = input;
  const trucks = trucksFor(goods, quantity, config);
  if (trucks === undefined) return { refuse: `a pallet of ${goods} is too heavy for its trucks` };
  if (trucks > config.trucks) return { refuse: `${trucks} trucks are needed, it has ${config.trucks}` };
  const usual = quickestRoute(from, to, [])!;
  const price = carriagePrice(config, trucks, usual);
  const own = bookings?.[bookingId(input)];
  if (own !== undefined && stands(own, clockMs)) {
    const { loadAtMs, departAtMs, arriveAtMs, backAtMs } = own;
    const route = quickestRoute(from, to, traffic.at(departAtMs)) ?? usual;
    return { trucks, price, loadAtMs, departAtMs, arriveAtMs, backAtMs, route };
  }
  const loadMs = config.loadMinutes * minuteMs;
  const readyMs = Math.max(earliestMs, Date.parse(readyAt), asOf === undefined ? 0 : Date.parse(asOf));
  let isBlocked = false;
  for (const departAtMs of departures(config.timetable, readyMs + loadMs)) {
    const route = quickestRoute(from, to, traffic.at(departAtMs));
    isBlocked = route === undefined;
    if (route === undefined) continue;
    const loadAtMs = departAtMs - loadMs;
    const arriveAtMs = departAtMs + route.driveMs;
    const backAtMs = arriveAtMs + config.unloadMinutes * minuteMs + route.driveMs;
    if (freeTrucks(bookings, config.trucks, { fromMs: loadAtMs, toMs: backAtMs, clockMs }) < trucks) continue;
    return { trucks, price, loadAtMs, departAtMs, arriveAtMs, backAtMs, route };
  }
  if (isBlocked) return { refuse: `no open road leads from ${from} to ${to}` };
  return { refuse: `${trucks} trucks are not free within two weeks` };
}
