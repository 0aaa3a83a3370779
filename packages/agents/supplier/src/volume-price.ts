// What a number of pallets costs: the price a pallet, less the discount for so many. Decimal arithmetic is big.js's.

import Big from 'big.js';
import type { SupplierConfig } from './config.ts';

/** In euros with two decimals, rounded half up. @param price of one pallet, without a discount */
export function volumePrice(price: string, quantity: number, volume: SupplierConfig['volume']): string {
  const percentOff = volume.findLast(({ from }) => quantity >= from)?.percentOff ?? 0;
  return new Big(price)
    .times(quantity)
    .times(new Big(100).minus(percentOff))
    .div(100)
    .round(2, Big.roundHalfUp)
    .toFixed(2);
}
