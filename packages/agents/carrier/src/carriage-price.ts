// What a carriage costs: by the usual way, so that the price is the same whatever happens on the roads; a detour is the
// carrier's loss. Decimal arithmetic is big.js's.

import Big from 'big.js';
import type { CarrierConfig } from './config.ts';
import type { Route } from './route.ts';

/** In euros with two decimals, rounded half up. @param usual the way when every road is open */
export function carriagePrice(config: CarrierConfig, trucks: number, usual: Route): string {
  const minutes = config.loadMinutes + usual.driveMs / 60_000 + config.unloadMinutes;
  const one = new Big(config.perTruck)
    .plus(new Big(config.perKm).times(usual.km))
    .plus(new Big(config.perHour).times(minutes).div(60));
  return one.times(trucks).round(2, Big.roundHalfUp).toFixed(2);
}
