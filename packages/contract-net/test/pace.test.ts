import { expect, test } from '@jest/globals';
import { Pace } from '../src/index.ts';

const takes = (pace: Pace, count: number, atMs: number) => Array.from({ length: count }, () => pace.take(atMs));

test('a burst of one second’s calls, and then one whenever it is due', () => {
  const pace = new Pace(10, 0);
  expect(takes(pace, 10, 0)).toEqual(Array(10).fill(0));
  expect(pace.take(0)).toBe(100);
  expect(pace.take(60)).toBeCloseTo(40, 6);
  expect(pace.take(100)).toBe(0);
  expect(pace.take(100)).toBeCloseTo(100, 6);
  // What was refused took nothing, and a pause fills no more than one second.
  expect(takes(pace, 11, 60_000).filter((each) => each === 0)).toHaveLength(10);
});

test('less than one a second is one at a time', () => {
  const pace = new Pace(0.5, 0);
  const waits = [pace.take(0), pace.take(0), pace.take(1_999), pace.take(2_000)];
  expect(waits.map(Math.round)).toEqual([0, 2_000, 1, 0]);
});

test('a clock that goes back gives nothing', () => {
  const pace = new Pace(1, 1_000);
  pace.take(1_000);
  expect(pace.take(0)).toBe(1_000);
  expect(pace.take(1_000)).toBe(1_000);
});
