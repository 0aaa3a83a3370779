// How many trucks a load takes: each is full by its pallets or by their weight, whichever comes first.

import { type Goods, kgOfPallet } from '@parley/agent-trade/messages';
import type { CarrierConfig } from './config.ts';

/** Undefined where not even one pallet fits. */
export function trucksFor(
  goods: Goods,
  quantity: number,
  { palletsMax, kgMax }: Pick<CarrierConfig, 'palletsMax' | 'kgMax'>,
): number | undefined {
  const palletsOfTruck = Math.min(palletsMax, Math.floor(kgMax / kgOfPallet[goods]));
  return palletsOfTruck === 0 ? undefined : Math.ceil(quantity / palletsOfTruck);
}
