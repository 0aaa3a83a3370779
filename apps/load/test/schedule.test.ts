import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { loadText, parseRate, partOf } from '../src/run/load-shape.ts';
import { seededRandom } from '../src/run/random.ts';
import { arrivals } from '../src/run/schedule.ts';

const rates = fc.record({ fromPerS: fc.integer({ min: 0, max: 3_000 }), toPerS: fc.integer({ min: 1, max: 3_000 }) });

describe('arrivals', () => {
  test('come in order, within the time, and as many as the rate says', () => {
    fc.assert(
      fc.property(rates, fc.integer({ min: 1, max: 1_000 }), (rate, seed) => {
        const durationMs = 4_000;
        const all = [...arrivals(rate, durationMs, seededRandom(seed))];
        expect(all.every((at, i) => at >= (all[i - 1] ?? 0) && at < durationMs)).toBe(true);
        // A Poisson count is within five standard deviations but once in millions.
        const expected = ((rate.fromPerS + rate.toPerS) / 2) * (durationMs / 1_000);
        expect(Math.abs(all.length - expected)).toBeLessThanOrEqual(5 * Math.sqrt(expected) + 1);
      }),
      { seed: 7, numRuns: 60 },
    );
  });

  test('of a ramp come three times as often in its last half as in its first', () => {
    const all = [...arrivals({ fromPerS: 0, toPerS: 2_000 }, 10_000, seededRandom(3))];
    const first = all.filter((at) => at < 5_000).length;
    expect((all.length - first) / first).toBeCloseTo(3, 0);
  });

  test('are the same for the same seed', () => {
    const of = (seed: number) => [...arrivals({ fromPerS: 50, toPerS: 50 }, 1_000, seededRandom(seed))];
    expect(of(1)).toEqual(of(1));
    expect(of(1)).not.toEqual(of(2));
  });
});

describe('a load', () => {
  test('is written as it is read', () => {
    for (const text of ['500/s', '100..2000/s']) expect(loadText(parseRate(text)!)).toBe(text);
    for (const text of ['', 'much', '5..', '-3/s', '5/m']) expect(parseRate(text)).toBeUndefined();
  });

  test('is parted among callers without a rest', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 32 }), fc.integer({ min: 1, max: 4_096 }), (callers, inFlight) => {
        const parts = Array.from({ length: callers }, (_, i) => partOf({ model: 'closed', inFlight }, i, callers));
        expect(parts.reduce((sum, each) => sum + (each.model === 'closed' ? each.inFlight : 0), 0)).toBe(inFlight);
      }),
      { seed: 7 },
    );
  });
});
