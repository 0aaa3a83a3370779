import { describe, expect, test } from '@jest/globals';
import { seededRandom } from '@parley/testkit';
import { choosePlans, leftFor, nearestPlan, type OrderLimits, type Pairing } from '../src/choose-plan.ts';

const startMs = Date.parse('2026-11-26T16:30:00Z');
const hourMs = 3_600_000;
const iso = (hours: number) => new Date(startMs + hours * hourMs).toISOString();

const goods = (supplier: string, price: string) => ({
  supplier,
  bidders: [`${supplier}/1`],
  depot: 'Linz' as const,
  readyAt: iso(1),
  price,
});
const carriage = (carrier: string, price: string, hours: number) => ({
  carrier,
  bidder: `${carrier}/1`,
  price,
  arriveAt: iso(hours),
});
const within = (hours: number, maxPrice?: string): OrderLimits => ({ deliverByMs: startMs + hours * hourMs, maxPrice });
const namesOf = (plan: ReturnType<typeof nearestPlan>) =>
  plan === undefined ? undefined : [plan.goods.supplier, plan.carriage.carrier, plan.total];

describe('the best plan', () => {
  test('is the cheapest sum, though neither part is the cheapest', () => {
    const pairings: Pairing[] = [
      { goods: goods('near', '120.10'), carriages: [carriage('a', '30.20', 5), carriage('b', '30.21', 4)] },
      { goods: goods('far', '100.00'), carriages: [carriage('a', '60.00', 5), carriage('b', '50.31', 4)] },
    ];
    expect(namesOf(choosePlans(pairings, within(8))[0])).toEqual(['near', 'a', '150.30']);
  });

  test('adds money exactly', () => {
    const pairings = [{ goods: goods('one', '0.10'), carriages: [carriage('a', '0.20', 1)] }];
    expect(choosePlans(pairings, within(8, '0.30'))).toHaveLength(1);
    expect(choosePlans(pairings, within(8, '0.29'))).toEqual([]);
  });

  test('is on time to the millisecond, and never later', () => {
    const pairings = [{ goods: goods('one', '1'), carriages: [carriage('a', '1', 8)] }];
    expect(choosePlans(pairings, within(8))).toHaveLength(1);
    expect(choosePlans(pairings, { deliverByMs: startMs + 8 * hourMs - 1, maxPrice: undefined })).toEqual([]);
  });

  test('is the earlier one of two that cost the same, and then does not depend on who answered first', () => {
    const [early, late, twin] = [carriage('b', '5', 3), carriage('a', '5', 4), carriage('c', '5', 3)];
    const orders = [
      [early, late, twin],
      [twin, late, early],
    ];
    for (const carriages of orders) {
      const ranked = choosePlans([{ goods: goods('one', '1'), carriages }], within(8));
      expect(ranked.map((plan) => plan.carriage.carrier)).toEqual(['b', 'c', 'a']);
    }
  });

  test('leaves for the carriage what the goods do not take', () => {
    expect(leftFor({ price: '8640.10' }, '9000')).toBe('359.9');
    expect(leftFor({ price: '8640.10' }, undefined)).toBeUndefined();
  });
});

describe('the nearest plan', () => {
  test('is late within the money, or over the money on time: whichever misses by the smaller share', () => {
    const late = { goods: goods('late', '80'), carriages: [carriage('a', '10', 12)] };
    const dear = { goods: goods('dear', '100'), carriages: [carriage('a', '10', 5)] };
    expect(namesOf(nearestPlan([late, dear], within(10, '100'), startMs))).toEqual(['dear', 'a', '110.00']);
    expect(namesOf(nearestPlan([late, dear], within(10, '90'), startMs))).toEqual(['late', 'a', '90.00']);
  });

  test('is none where nobody offers anything', () => {
    expect(nearestPlan([{ goods: goods('one', '1'), carriages: [] }], within(10), startMs)).toBeUndefined();
  });
});

/** By money in whole cents and nested loops: another way to the same end. */
function exhaustive(pairings: readonly Pairing[], { deliverByMs, maxPrice }: OrderLimits): number | undefined {
  const cents = (price: string) => Math.round(Number(price) * 100);
  let best: number | undefined;
  for (const pairing of pairings) {
    for (const each of pairing.carriages) {
      const sum = cents(pairing.goods.price) + cents(each.price);
      if (Date.parse(each.arriveAt) > deliverByMs) continue;
      if (maxPrice !== undefined && sum > cents(maxPrice)) continue;
      if (best === undefined || sum < best) best = sum;
    }
  }
  return best;
}

test('in 200 seeded markets the best plan is what exhaustive search finds', () => {
  let infeasible = 0;
  for (let seed = 1; seed <= 200; seed++) {
    const random = seededRandom(seed);
    const price = (low: number, high: number) => (random.integer(low * 100, high * 100) / 100).toFixed(2);
    const pairings = Array.from({ length: random.integer(1, 6) }, (_, i) => ({
      goods: goods(`s${i}`, price(3_000, 9_000)),
      carriages: Array.from({ length: random.integer(0, 4) }, (__, j) =>
        carriage(`c${j}`, price(200, 2_000), random.integer(1, 60)),
      ),
    }));
    const limits = within(random.integer(2, 60), random.next() < 0.3 ? undefined : price(3_500, 9_000));
    const best = choosePlans(random.shuffle(pairings), limits)[0];
    const optimum = exhaustive(pairings, limits);
    if (optimum === undefined) infeasible++;
    expect({ seed, total: best?.total }).toEqual({ seed, total: optimum && (optimum / 100).toFixed(2) });
  }
  // Both kinds of market are among them.
  expect(infeasible).toBeGreaterThan(20);
  expect(infeasible).toBeLessThan(180);
});
