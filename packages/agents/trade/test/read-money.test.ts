import { describe, expect, test } from '@jest/globals';
import { eurosIn } from '../src/read-money.ts';

describe('a limit in euros', () => {
  test.each([
    ['order cement, for at most 9000 euros', '9000'],
    ['order cement for €9,000', '9000'],
    ['order cement for € 9000.50', '9000.50'],
    ['9.000 EUR at most', '9000'],
    ['for at most 9.000,50 EUR', '9000.50'],
    ['EUR 12500 is the budget', '12500'],
    ['max 9000€, by Friday 12:00', '9000'],
    ['under 1,250,000.00 euros', '1250000.00'],
    ['at most 9000 euros, I repeat: 9,000 euros', '9000'],
    ['for 0 euros', '0'],
  ])('"%s" is %s', (intent, amount) => {
    expect(eurosIn(intent)).toEqual({ amount, currency: 'EUR' });
  });

  test.each([
    ['for at most 9000', '9000'],
    ['for at most 9000 dollars', '9000 dollars'],
    ['for $9000', '$9000'],
    ['for at most 9k euros', '9k euros'],
    ['for 9 000 euros', '9 000 euros'],
    ['for 9,5 euros', '9,5 euros'],
    ['for 09000 euros', '09000 euros'],
    ['for -9000 euros', '-9000 euros'],
    ['9000 euros or 9500 euros', '9000 euros, 9500 euros'],
    ['for 8000 euros or 9000 dollars', '8000 euros, 9000 dollars'],
    ['budget of 9k', '9k'],
    ['for 9 thousand euros', '9 thousand euros'],
  ])('"%s" is asked about: %s', (intent, words) => {
    expect(eurosIn(intent)).toBe(words);
  });

  test.each([
    'order 40 pallets of cement for Graz by Friday noon',
    'at most 40 pallets of sand',
    'within at most 3 days',
    'up to 12:00 on Friday',
    'no more than 300 km',
  ])('"%s" has none', (intent) => {
    expect(eurosIn(intent)).toBeUndefined();
  });
});
