// 200 markets by seed, each a whole mesh of its own on the memory bus with a clock that the test moves: what purchasing comes
// back with is held against the best that exhaustive search finds over everything that was for sale.

import { describe, expect, test } from '@jest/globals';
import { testMesh } from '@parley/agent/testing';
import { orderGoods } from '@parley/agent-trade/messages';
import { type SeededRandom, seededRandom } from '@parley/testkit';
import purchasing from '../src/index.ts';
import { hourMs, market, startsAtMs, type TestCarrier, type TestSupplier } from './market.ts';

const depots = ['Linz', 'Leibnitz', 'Vienna', 'Wels', 'Leoben'] as const;
const marketsCount = 200;
/** How much dearer than the optimum an order may be on average. */
const overOptimumMax = 0.02;

interface SeededMarket {
  readonly suppliers: readonly TestSupplier[];
  readonly carriers: readonly TestCarrier[];
  readonly maxPrice: string | undefined;
  readonly hours: number;
}

function marketOf(random: SeededRandom): SeededMarket {
  const price = (low: number, high: number) => (random.integer(low * 100, high * 100) / 100).toFixed(2);
  const open = random.shuffle(depots);
  const suppliers = open
    .slice(0, random.integer(1, 5))
    .map((depot, i) => ({ name: `s${i}`, depot, price: price(4_000, 9_000) }));
  const carriers = Array.from({ length: random.integer(1, 4) }, (_, i) => ({
    name: `c${i}`,
    ways: Object.fromEntries(
      depots
        .filter(() => random.next() < 0.7)
        .map((depot) => [depot, { price: price(200, 2_500), hours: random.integer(2, 60) }]),
    ),
  }));
  const maxPrice = random.next() < 0.3 ? undefined : price(5_000, 9_500);
  return { suppliers, carriers, maxPrice, hours: random.integer(4, 60) };
}

/** The least that goods and carriage within the limits cost, in cents; undefined where nothing is within them. */
function optimumOf({ suppliers, carriers, maxPrice, hours }: SeededMarket): number | undefined {
  const cents = (price: string) => Math.round(Number(price) * 100);
  const sums = suppliers.flatMap((supplier) =>
    carriers.flatMap(({ ways }) => {
      const way = ways[supplier.depot];
      return way === undefined || way.hours > hours ? [] : [cents(supplier.price) + cents(way.price)];
    }),
  );
  const within = sums.filter((sum) => maxPrice === undefined || sum <= cents(maxPrice));
  return within.length === 0 ? undefined : Math.min(...within);
}

describe('in seeded markets', () => {
  test(`what ${marketsCount} orders come back with is the best there is, and never outside a limit`, async () => {
    const over: number[] = [];
    let infeasible = 0;
    for (let seed = 1; seed <= marketsCount; seed++) {
      const seeded = marketOf(seededRandom(seed));
      const { suppliers, carriers, maxPrice, hours } = seeded;
      const { agents, book } = market(suppliers, carriers);
      await using world = await testMesh([purchasing, ...agents], { startsAtMs, record: 'off' });
      const deliverByMs = startsAtMs + hours * hourMs;
      const outcome = await world.ask(orderGoods, {
        input: {
          goods: 'cement',
          quantity: 40,
          place: 'Graz',
          deliverBy: new Date(deliverByMs).toISOString(),
          ...(maxPrice === undefined ? {} : { maxPrice: { amount: maxPrice, currency: 'EUR' } }),
        },
      });
      const optimum = optimumOf(seeded);
      expect({ seed, type: outcome.type }).toEqual({ seed, type: optimum === undefined ? 'failed' : 'done' });
      const sold = [...book.sales.values()];
      if (outcome.type !== 'done' || optimum === undefined) {
        infeasible++;
        expect({ seed, sold, trucks: book.trucks.size }).toEqual({ seed, sold: [], trucks: 0 });
        continue;
      }
      const { total, arrivedAt } = outcome.output;
      expect({ seed, sold, trucks: book.trucks.size }).toEqual({ seed, sold: ['collected'], trucks: 1 });
      expect(Date.parse(arrivedAt)).toBeLessThanOrEqual(deliverByMs);
      expect(Number(total.amount)).toBeLessThanOrEqual(Number(maxPrice ?? Number.POSITIVE_INFINITY));
      over.push((Number(total.amount) * 100 - optimum) / optimum);
    }
    expect(over.length).toBeGreaterThan(50);
    expect(infeasible).toBeGreaterThan(20);
    expect(over.reduce((sum, each) => sum + each, 0) / over.length).toBeLessThanOrEqual(overOptimumMax);
  }, 120_000);
});
