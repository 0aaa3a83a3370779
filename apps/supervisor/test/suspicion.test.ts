import { describe, expect, test } from '@jest/globals';
import { seededRandom } from '@parley/testkit';
import { PhiAccrual } from '../src/watching/phi-accrual.ts';
import { Silence, suspicion } from '../src/watching/silence.ts';

const { beatMs, sweepMs, threshold } = suspicion;

/** Beats at the given pace until `untilMs`, each later by what `lateMs` says. */
function beats(detector: { heard(atMs: number): void }, untilMs: number, lateMs: () => number = () => 0): number {
  let last = 0;
  for (let at = 0; at <= untilMs; at += beatMs) {
    last = Math.max(last, at + lateMs());
    detector.heard(last);
  }
  return last;
}

describe('the suspicion of one silence', () => {
  test('is none at first, and grows with every ms', () => {
    const phi = new PhiAccrual(suspicion);
    expect(phi.phi(1e9)).toBe(0);
    const last = beats(phi, 30_000);
    let before = phi.phi(last);
    expect(before).toBeLessThan(1e-6);
    for (let silent = 100; silent <= 5_000; silent += 100) {
      const now = phi.phi(last + silent);
      expect(now).toBeGreaterThanOrEqual(before);
      before = now;
    }
    expect(before).toBeGreaterThan(threshold);
  });

  test('of one who was punctual passes the threshold within 1.6 s', () => {
    const phi = new PhiAccrual(suspicion);
    const last = beats(phi, 30_000);
    expect(phi.phi(last + 1_000)).toBeLessThan(threshold);
    expect(phi.phi(last + 1_600)).toBeGreaterThan(threshold);
  });

  test('waits longer for one whose beats are uneven', () => {
    const random = seededRandom(7);
    const uneven = new PhiAccrual(suspicion);
    const last = beats(uneven, 30_000, () => random.next() * 800);
    expect(uneven.phi(last + 1_600)).toBeLessThan(threshold);
  });

  test('is not raised by many early beats: they promise nothing about the next', () => {
    const phi = new PhiAccrual(suspicion);
    for (let at = 0; at <= 5_000; at += 5) phi.heard(at);
    expect(phi.phi(5_000 + 1_000)).toBeLessThan(threshold);
  });

  test('keeps to a window: an old stumble is forgotten', () => {
    const phi = new PhiAccrual({ ...suspicion, windowSize: 10 });
    phi.heard(0);
    phi.heard(20_000);
    for (let i = 1; i <= 10; i++) phi.heard(20_000 + i * beatMs);
    expect(phi.phi(20_000 + 10 * beatMs + 1_600)).toBeGreaterThan(threshold);
  });
});

describe('who is silent', () => {
  /** Sweeps at its pace from `fromMs` to `untilMs`. */
  const sweepUntil = (silence: Silence, fromMs: number, untilMs: number) => {
    const found: string[] = [];
    for (let now = fromMs; now <= untilMs; now += sweepMs) found.push(...silence.sweep(now).map(({ key }) => key));
    return found;
  };

  test('is told once, with how long', () => {
    const silence = new Silence(suspicion);
    silence.heard('card/i1', 0);
    silence.heard('card/i1', beatMs);
    expect(sweepUntil(silence, beatMs, beatMs + 900)).toEqual([]);
    expect(sweepUntil(silence, beatMs + 1_000, 60_000)).toEqual(['card/i1']);
  });

  test('is nobody while this process itself was held up', () => {
    const silence = new Silence(suspicion);
    for (let at = 0; at <= 5_000; at += 100) {
      if (at % beatMs === 0) silence.heard('card/i1', at);
      expect(silence.sweep(at)).toEqual([]);
    }
    // Five seconds without a turn of the loop; then the timer comes before what was missed is read.
    expect(silence.sweep(10_000)).toEqual([]);
    silence.heard('card/i1', 10_001);
    expect(sweepUntil(silence, 10_100, 10_900)).toEqual([]);
    expect(sweepUntil(silence, 11_000, 20_000)).toEqual(['card/i1']);
  });

  test('is nobody while the broker was away, and again whoever does not come back with it', () => {
    const silence = new Silence(suspicion);
    silence.heard('card/i1', 0);
    silence.heard('wallet/i1', 0);
    for (let now = 0; now <= 30_000; now += sweepMs) silence.excuseAll(now);
    const found: [key: string, atMs: number][] = [];
    for (let at = 30_100; at <= 36_000; at += sweepMs) {
      if (at % beatMs === 100) silence.heard('wallet/i1', at);
      for (const { key } of silence.sweep(at)) found.push([key, at]);
    }
    expect(found).toEqual([['card/i1', expect.any(Number)]]);
    expect(found[0]![1]).toBeGreaterThan(30_000 + beatMs + suspicion.pauseMs);
    expect(found[0]![1]).toBeLessThan(32_000);
  });

  test.each([1, 2, 3])('is nobody among a thousand with the jitter of a loaded machine (seed %i)', (seed) => {
    const random = seededRandom(seed);
    const silence = new Silence(suspicion);
    const next = Array.from({ length: 1_000 }, () => random.next() * beatMs);
    const found: string[] = [];
    for (let now = 0; now <= 60_000; now += sweepMs) {
      for (let i = 0; i < next.length; i++) {
        while (next[i]! <= now) {
          silence.heard(`agent/${i}`, next[i]!);
          // Mostly punctual, at times late by up to 300 ms.
          next[i]! += beatMs + (random.next() < 0.1 ? random.next() * 300 : random.next() * 20);
        }
      }
      found.push(...silence.sweep(now).map(({ key }) => key));
    }
    expect(found).toEqual([]);
  });
});
