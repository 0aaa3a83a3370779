import { describe, expect, test } from '@jest/globals';
import { money } from '@parley/protocol';
import fc from 'fast-check';
import { Purse } from '../src/contract/purse.ts';

const usd = (amount: string) => money(amount, 'USD');

/** How many calls it pays for at this price, one after another. */
function calls(purse: Purse, price: string, atMost = 10_000): number {
  purse.costs(usd(price));
  for (let count = 0; count < atMost; count += 1) {
    try {
      purse.reserve();
    } catch {
      return count;
    }
    purse.pay(usd(price));
  }
  return atMost;
}

describe('a budget', () => {
  test.each([
    ['0.30', '0.10', 3],
    ['9.99', '0.01', 999],
    ['1.00', '0.30', 3],
    ['0.05', '0.10', 0],
    ['1.00', '0.000001', 10_000],
  ])('of %s pays for calls at %s exactly: %i', (budget, price, expected) => {
    const purse = new Purse(usd(budget));
    expect(calls(purse, price)).toBe(expected);
  });

  test('without one, and for nothing, there is no end', () => {
    expect(calls(new Purse(undefined), '5.00', 100)).toBe(100);
    expect(calls(new Purse(usd('1.00')), '0', 100)).toBe(100);
  });

  test('what came to nothing costs nothing', () => {
    const purse = new Purse(usd('0.20'));
    purse.costs(usd('0.10'));
    purse.reserve();
    purse.reserve();
    expect(() => purse.reserve()).toThrow(/The budget of 0.20 USD does not suffice.*0 are spent.*costs 0.10/);
    purse.release();
    purse.reserve();
    purse.pay(usd('0.10'));
    purse.pay(usd('0.10'));
    expect(purse.spent).toEqual(usd('0.2'));
  });

  test('a price that changes counts for what is left', () => {
    const purse = new Purse(usd('1.00'));
    purse.costs(usd('0.10'));
    for (let n = 0; n < 4; n += 1) {
      purse.reserve();
      purse.pay(usd('0.10'));
    }
    expect(calls(purse, '0.25')).toBe(2);
    expect(purse.spent).toEqual(usd('0.9'));
  });

  test('is never exceeded, whatever the price', () => {
    const cents = fc.integer({ min: 1, max: 500 }).map((each) => (each / 100).toFixed(2));
    fc.assert(
      fc.property(cents, cents, fc.array(cents, { maxLength: 4 }), (budget, first, later) => {
        const purse = new Purse(usd(budget));
        for (const price of [first, ...later]) calls(purse, price, 50);
        expect(Number(purse.spent?.amount ?? 0)).toBeLessThanOrEqual(Number(budget) + 1e-9);
      }),
      { seed: 7, numRuns: 200 },
    );
  });
});
