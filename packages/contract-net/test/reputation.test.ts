// What is expected of an agent, from what was seen of it: by oneself, and by others who may be wrong, or lie.

import { describe, expect, test } from '@jest/globals';
import { defaults } from '@parley/protocol';
import fc from 'fast-check';
import {
  averageOf,
  credibilityOf,
  type Evidence,
  estimate,
  nothingSeen,
  type Report,
  type Sight,
  together,
  withSight,
} from '../src/index.ts';

const dayMs = 24 * 60 * 60 * 1_000;
const now = 100 * dayMs;
const done = (tookMs = 50, promisedMs = 1_000): Sight => ({ type: 'done', promisedMs, tookMs });
const failed: Sight = { type: 'failed' };
const seen = (...sights: Sight[]) => sights.reduce((all, sight) => withSight(all, sight, now), nothingSeen);
const times = (count: number, sight: Sight) => Array.from({ length: count }, () => sight);
const evidence = (ofDone: number, ofFailed: number): Evidence =>
  seen(...times(ofDone, done()), ...times(ofFailed, failed));
const says = (ofDone: number, ofFailed: number, credibility = 1): Report => ({
  evidence: evidence(ofDone, ofFailed),
  credibility,
});
const mean = (own: Evidence, others: readonly Report[] = [], average = 0.9) =>
  estimate(own, others, average, now).reliability;

describe('what one saw oneself', () => {
  test('before anything is seen anywhere all are at one half', () => {
    const average = averageOf([], now);
    expect(average).toBe(defaults.reliability);
    expect(estimate(nothingSeen, [], average, now)).toEqual({
      reliability: 0.5,
      doubt: expect.closeTo(0.289, 3),
      timeFactor: 1,
      ownSights: 0,
      othersSights: 0,
    });
  });

  test('a newcomer is as good as the average, and soon as good as it is', () => {
    expect(mean(nothingSeen)).toBe(0.9);
    expect(mean(evidence(10, 0))).toBeGreaterThan(0.97);
    expect(mean(evidence(0, 3))).toBeLessThan(0.4);
    expect(mean(evidence(90, 10))).toBeCloseTo(0.9, 2);
  });

  test('an old sight counts half a day later, and hardly after a week: who has mended gets its chance', () => {
    const bad = evidence(0, 8);
    const later = (days: number) => estimate(bad, [], 0.9, now + days * dayMs);
    expect(later(1).ownSights).toBeCloseTo(4, 6);
    expect(later(7).ownSights).toBeLessThan(0.1);
    expect(later(7).reliability).toBeGreaterThan(0.85);
    const mended = withSight(bad, done(), now + 2 * dayMs);
    expect(mended).toMatchObject({ done: 1, failed: 2 });
  });

  test('the doubt is great of who is little known, and small of who is known well', () => {
    const doubt = (own: Evidence) => estimate(own, [], 0.9, now).doubt;
    expect(doubt(nothingSeen)).toBeCloseTo(0.173, 3);
    expect(doubt(evidence(0, 1))).toBeCloseTo(0.245, 3);
    expect(doubt(evidence(90, 10))).toBeCloseTo(0.03, 2);
    expect(doubt(evidence(900, 100))).toBeLessThan(0.01);
  });

  test('a clock that goes back changes nothing', () => {
    expect(estimate(evidence(5, 5), [], 0.9, now - dayMs).ownSights).toBe(10);
  });

  test('who takes longer than promised is expected to; who is early gains nothing, and a breath is not late', () => {
    const factor = (...sights: Sight[]) => estimate(seen(...sights), [], 0.9, now).timeFactor;
    expect(factor(...times(20, done(10, 5_000)))).toBe(1);
    expect(factor(...times(20, done(1_090, 1_000)))).toBe(1);
    expect(factor(...times(50, done(3_100, 1_000)))).toBeCloseTo(3, 0);
    expect(factor(done(3_100, 1_000))).toBeLessThan(1.5);
    expect(factor(...times(100, done(1e9, 1)))).toBeLessThanOrEqual(1_000);
  });
});

describe('what others report', () => {
  test('counts, and less than what one saw', () => {
    expect(mean(nothingSeen, [says(0, 10)])).toBeLessThan(0.4);
    expect(mean(evidence(30, 0), [says(0, 30)])).toBeGreaterThan(0.7);
  });

  test('of one alone cannot sink an agent that several know', () => {
    const honest = [says(20, 1), says(15, 0), says(9, 1)];
    expect(mean(nothingSeen, [...honest, says(0, 1_000)])).toBeGreaterThan(0.85);
  });

  test('of a clique below half cannot lift one', () => {
    const honest = [says(1, 9), says(2, 10), says(0, 12)];
    expect(mean(nothingSeen, [...honest, says(1_000, 0), says(1_000, 0)])).toBeLessThan(0.4);
  });

  test('of a minority moves nobody whom the others have not met', () => {
    const silent = Array.from({ length: 18 }, () => says(0, 0));
    const of = (...lies: Report[]) => mean(nothingSeen, [...silent, ...lies]);
    expect(of(says(0, 1_000), says(0, 1_000))).toBeCloseTo(0.9, 6);
    expect(of(says(1_000, 0), says(1_000, 0))).toBeCloseTo(0.9, 6);
    // And what one saw oneself counts as before, nearly.
    expect(mean(evidence(0, 3), [...silent, says(1_000, 0), says(1_000, 0)])).toBeLessThan(0.5);
  });

  test('of who is not believed is nothing', () => {
    expect(mean(nothingSeen, [says(0, 1_000, 0)])).toBe(0.9);
  });

  test('is believed as far as it agrees with what one saw', () => {
    const pair = (own: Evidence, said: Evidence) => ({ own, said });
    const credible = (...pairs: ReturnType<typeof pair>[]) => credibilityOf(pairs, 0.9, now);
    const good = evidence(10, 0);
    const bad = evidence(0, 10);
    expect(credible()).toBe(0.5);
    expect(credible(pair(good, nothingSeen), pair(evidence(1, 0), bad))).toBe(0.5);
    expect(credible(pair(good, good), pair(bad, bad), pair(good, good))).toBeGreaterThan(0.8);
    expect(credible(pair(evidence(3, 1), evidence(1, 3)), pair(good, good))).toBeCloseTo(0.556, 3);
  });

  test('is not believed at all where chance does not explain it, however well it agrees else', () => {
    const agrees = Array.from({ length: 7 }, () => ({ own: evidence(9, 1), said: evidence(1_000, 0) }));
    const credible = (own: Evidence, said: Evidence) => credibilityOf([...agrees, { own, said }], 0.9, now);
    expect(credible(evidence(9, 1), evidence(0, 1_000))).toBe(0);
    expect(credible(evidence(3, 0), evidence(0, 1_000))).toBe(0);
    expect(credible(evidence(2, 1), evidence(0, 3))).toBeGreaterThan(0.5);
  });

  test('however much of it there is, no single report moves the average far', () => {
    expect(averageOf([evidence(10, 0), evidence(9, 1), evidence(0, 5_000)], now)).toBeGreaterThan(0.6);
  });
});

test('whatever is seen and said, an expectation is a share and a factor of one and more', () => {
  const count = fc.double({ min: 0, max: 1e9, noNaN: true });
  const any = fc.record({
    done: count,
    failed: count,
    lateness: fc.double({ min: 0, max: 1e9, noNaN: true }),
    atMs: fc.integer({ min: 0, max: 2 * now }),
  });
  const reports = fc.array(fc.record({ evidence: any, credibility: fc.double({ min: 0, max: 1, noNaN: true }) }));
  fc.assert(
    fc.property(any, any, reports, (one, other, others) => {
      const average = averageOf([one, other, ...others.map((each) => each.evidence)], now);
      const { reliability: share, doubt, timeFactor } = estimate(together(one, other, now), others, average, now);
      expect(share).toBeGreaterThanOrEqual(0);
      expect(share).toBeLessThanOrEqual(1);
      expect(doubt).toBeGreaterThanOrEqual(0);
      expect(doubt).toBeLessThanOrEqual(0.5);
      expect(timeFactor).toBeGreaterThanOrEqual(1);
    }),
    { seed: 23, numRuns: 2_000 },
  );
});
