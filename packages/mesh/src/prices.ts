// A price as a caller writes it: a decimal string alone, or with its currency.

import { defaults, type Money, money } from '@parley/protocol';

/** @param currency of a plain decimal string; the mesh's unless said. @throws ParleyError `bad-money` */
export function priceOf(price: string | Money, currency: string = defaults.currency): Money {
  return typeof price === 'string' ? money(price, currency) : money(price.amount, price.currency);
}
