import { describe, expect, test } from '@jest/globals';
import { seededRandom } from '@parley/testkit';
import { canSettle, drawn, freeOf, held, type Sales, settled, stateOf } from '../src/stock.ts';

const nowMs = 1_000_000;
const restockMs = 3_600_000;
const yard = { stock: 80, restockMs, nowMs };
const order = (quantity: number, holdForMs = 30_000, at = nowMs) => ({
  goods: 'cement' as const,
  quantity,
  price: '1.00',
  readyAt: '2026-11-27T12:00:00+01:00',
  heldUntilMs: at + holdForMs,
});
const free = (sales: Sales | undefined, at = nowMs) => freeOf(sales, 'cement', 80, at, restockMs);

describe('the stock', () => {
  test('goes down by what is held, once, and comes back when that is released', () => {
    const one = held(undefined, 'a', order(40), yard)!;
    expect(free(one)).toBe(40);
    expect(held(one, 'a', order(40), yard)).toBeUndefined();
    const released = settled(one, 'a', 'release', yard)!;
    expect(free(released)).toBe(80);
    expect(settled(released, 'a', 'release', yard)).toBeUndefined();
    expect(held(released, 'a', order(40), yard)).toBeUndefined();
  });

  test('is never sold twice', () => {
    const one = held(undefined, 'a', order(50), yard)!;
    expect(held(one, 'b', order(31), yard)).toBeUndefined();
    expect(free(held(one, 'b', order(30), yard)!)).toBe(0);
  });

  test('of other goods is not drawn on', () => {
    const one = held(undefined, 'a', order(80), yard)!;
    expect(freeOf(one, 'bricks', 10, nowMs, restockMs)).toBe(10);
  });

  test('comes back by itself when a hold is over, which can be held anew as long as it is there', () => {
    const one = held(undefined, 'a', order(50, 30_000), yard)!;
    const after = nowMs + 30_000;
    expect([free(one, after - 1), free(one, after)]).toEqual([30, 80]);
    expect(stateOf(one.a!, after)).toBe('expired');
    expect(settled(one, 'a', 'collect', { ...yard, nowMs: after })).toBeUndefined();
    expect(free(held(one, 'a', order(50, 30_000, after), { ...yard, nowMs: after }), after)).toBe(30);
    const taken = held(one, 'b', order(60, 30_000, after), { ...yard, nowMs: after })!;
    expect(held(taken, 'a', order(50, 30_000, after), { ...yard, nowMs: after })).toBeUndefined();
  });

  test('that was collected comes back when it is brought back, or is made anew after a while', () => {
    const collected = settled(held(undefined, 'a', order(50), yard), 'a', 'collect', yard)!;
    expect(drawn(collected, 'cement', nowMs, restockMs)).toEqual({ held: 0, collected: 50 });
    expect(free(collected, nowMs + restockMs - 1)).toBe(30);
    expect(free(collected, nowMs + restockMs)).toBe(80);
    expect(free(settled(collected, 'a', 'release', yard)!)).toBe(80);
  });

  test('knows which sale can still be collected', () => {
    const states = ['held', 'collected', 'released', 'expired'] as const;
    expect(states.map((state) => canSettle(state, 'collect'))).toEqual([true, true, false, false]);
    expect(states.map((state) => canSettle(state, 'release'))).toEqual([true, true, true, true]);
    expect(settled(undefined, 'a', 'collect', yard)).toBeUndefined();
  });

  test('forgets sales that are long over, and none that draw on it', () => {
    let sales = held(undefined, 'over', order(10), yard);
    sales = settled(sales, 'over', 'release', yard);
    sales = settled(held(sales, 'given', order(10), yard), 'given', 'collect', yard);
    const later = nowMs + 11 * 60_000;
    sales = held(sales, 'new', order(10, 30_000, later), { ...yard, nowMs: later });
    expect(Object.keys(sales!)).toEqual(['given', 'new']);
  });

  // Whatever is asked in whatever order: what is out and what is free is never more than the yard holds.
  test.each([1, 2, 3, 4, 5])('is what the yard holds, less what is out, in any order of events (seed %d)', (seed) => {
    const random = seededRandom(seed);
    let sales: Sales | undefined;
    let at = nowMs;
    for (let step = 0; step < 400; step++) {
      const now = { ...yard, nowMs: at };
      const id = `s${random.integer(0, 11)}`;
      const act = random.integer(0, 3);
      if (act === 0) at += random.integer(0, 40_000);
      const next =
        act <= 1
          ? held(sales, id, order(random.integer(1, 50), 30_000, at), { ...now, nowMs: at })
          : settled(sales, id, act === 2 ? 'collect' : 'release', now);
      sales = next ?? sales;
      const out = drawn(sales, 'cement', at, restockMs);
      expect(out.held + out.collected).toBeLessThanOrEqual(80);
      expect(free(sales, at)).toBe(80 - out.held - out.collected);
    }
  });
});
