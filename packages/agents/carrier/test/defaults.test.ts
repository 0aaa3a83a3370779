// The default suppliers and carriers together: that the order everybody tries first can be had at any time of the week.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { deadlineAt, viennaIso } from '@parley/agent-trade/messages';
import type { Place } from '@parley/agent-traffic/messages';
import Big from 'big.js';
import { readCarrierConfig } from '../src/config.ts';
import { KnownTraffic } from '../src/known-traffic.ts';
import { Promises } from '../src/promises.ts';
import { quoteFor } from '../src/quote.ts';

interface SupplierDefaults {
  readonly depot: Place;
  readonly leadHours: number;
  readonly volume?: readonly { readonly from: number; readonly percentOff: number }[];
  readonly goods: { readonly cement: { readonly stock: number; readonly price: string } };
}

const quantity = 40;
const minuteMs = 60_000;
const everyMs = 20 * minuteMs;
/** What the nearest depot and the quickest trucks take. */
const leastMs = 70 * minuteMs;
const monday = Date.parse('2026-11-23T00:00:07+01:00');

const read = (path: string) => Object.entries(JSON.parse(readFileSync(join(__dirname, path), 'utf8')));
const suppliers = read('../../supplier/agents.json') as [string, SupplierDefaults][];
const carriers = read('../agents.json').map(([name, config]) => ({
  name,
  config: readCarrierConfig(name, config),
  traffic: new KnownTraffic(),
  promises: new Promises(),
}));

function goodsPrice({ goods, volume = [] }: SupplierDefaults): Big {
  const percentOff = volume.findLast(({ from }) => from <= quantity)?.percentOff ?? 0;
  return new Big(goods.cement.price).times(quantity).times(new Big(100).minus(percentOff)).div(100);
}

/** Every pair's total and arrival. */
function offersAt(nowMs: number, deliverByMs: number) {
  return suppliers.flatMap(([, supplier]) =>
    carriers.map((carrier) => {
      const readyAt = viennaIso(nowMs + supplier.leadHours * 60 * minuteMs + 3 * minuteMs);
      const way = { from: supplier.depot, to: 'Graz', readyAt, deliverBy: viennaIso(deliverByMs) } as const;
      const load = { goods: 'cement', quantity, order: 'o', sale: 's', whenLate: 'retender' } as const;
      const at = { clockMs: nowMs, earliestMs: nowMs + 2 * minuteMs };
      const quote = quoteFor(carrier, { ...way, ...load }, undefined, at);
      if ('refuse' in quote) throw new Error(quote.refuse);
      return { total: goodsPrice(supplier).plus(quote.price), arriveAtMs: quote.arriveAtMs };
    }),
  );
}

test('40 pallets of cement can be in Graz by Friday noon for 8,000 to 9,000 euros, whenever it is ordered', () => {
  for (let nowMs = monday; nowMs < monday + 7 * 24 * 60 * minuteMs; nowMs += everyMs) {
    const deliverByMs = deadlineAt('Friday noon', nowMs)!;
    const offers = offersAt(nowMs, deliverByMs);
    for (const { total } of offers) expect([total.gte(8_000), total.lte(9_000)]).toEqual([true, true]);
    const inTime = offers.some(({ arriveAtMs }) => arriveAtMs <= deliverByMs);
    expect({ at: viennaIso(nowMs), inTime }).toEqual({ at: viennaIso(nowMs), inTime: deliverByMs - nowMs > leastMs });
  }
});

test('there is enough in stock for it at every supplier', () => {
  for (const [, { goods }] of suppliers) expect(goods.cement.stock).toBeGreaterThanOrEqual(quantity);
});
