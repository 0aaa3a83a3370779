import { describe, expect, test } from '@jest/globals';
import { medianInterval } from '../src/bench/statistics.ts';

const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1).reverse();

describe('the interval of a median', () => {
  // Binomial sums by hand: for eleven values 2 * (1 + 11) / 2048 lie outside the second and the tenth.
  test.each([
    [6, 1, 6, 1 - 2 / 64],
    [11, 2, 10, 1 - 24 / 2_048],
    [20, 6, 15, 1 - (2 * (1 + 20 + 190 + 1_140 + 4_845 + 15_504)) / 1_048_576],
  ])('of %d values goes from the %dth least to the %dth', (n, low, high, confidence) => {
    const interval = medianInterval(upTo(n));
    expect(interval).toMatchObject({ low, high });
    expect(interval?.confidence).toBeCloseTo(confidence, 12);
  });

  test('is not given where the values are too few to be sure', () => {
    expect(medianInterval(upTo(5))).toBeUndefined();
    expect(medianInterval([])).toBeUndefined();
    expect(medianInterval(upTo(5), 0.9)).toMatchObject({ low: 1, high: 5 });
  });
});
