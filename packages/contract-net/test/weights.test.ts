import { describe, expect, test } from '@jest/globals';
import { defaults } from '@parley/protocol';
import { preferences, weightsFor } from '../src/index.ts';

describe('a wish becomes weights', () => {
  test.each([undefined, ...preferences])('the weights for %s sum to 1', (prefer) => {
    const { price, time, reliability, quality } = weightsFor(prefer);
    expect(price + time + reliability + quality).toBeCloseTo(1, 12);
  });

  test.each(preferences)('who prefers %s gets it at .7, the others in their usual proportion', (prefer) => {
    const weights = weightsFor(prefer);
    expect(weights[prefer]).toBe(0.7);
    const [one, other] = preferences.filter((each) => each !== prefer) as [keyof typeof weights, keyof typeof weights];
    expect(weights[one] / weights[other]).toBeCloseTo(defaults.weights[one] / defaults.weights[other], 12);
  });
});
