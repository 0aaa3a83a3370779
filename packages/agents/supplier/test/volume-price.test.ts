import { expect, test } from '@jest/globals';
import { volumePrice } from '../src/volume-price.ts';

const volume = [
  { from: 20, percentOff: 2.5 },
  { from: 100, percentOff: 5 },
];

test.each([
  [1, '0.10', '0.10'],
  [19, '189.00', '3591.00'],
  [20, '189.00', '3685.50'],
  [99, '189.05', '18248.05'],
  [100, '189.05', '17959.75'],
  [3, '0.01', '0.03'],
  [10_000, '999999.99', '9499999905.00'],
])('%d pallets at %s cost %s', (quantity, price, total) => {
  expect(volumePrice(price, quantity, volume)).toBe(total);
});

test('without discounts it is the price a pallet', () => {
  expect(volumePrice('208.00', 40, [])).toBe('8320.00');
});
