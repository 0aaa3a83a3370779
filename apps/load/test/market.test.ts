// The market's experiments in small, where what should come out is known.

import { describe, expect, test } from '@jest/globals';
import { allocate } from '../src/market/allocation.ts';
import type { Experiment } from '../src/market/experiments.ts';
import { marketRows } from '../src/market/market-report.ts';
import { chosenExperiments } from '../src/market/run-market.ts';

const plan = { workers: 8, tasks: 6, audience: 8, matchNoise: 0 };

describe('tasks among agents of one slot', () => {
  test('cleared together, with everybody called, are the optimum of a solver that knows all', async () => {
    const { overOptimum, served, messagesPerTask, messagesExpected } = await allocate(
      { ...plan, clearWithinMs: 50 },
      1,
    );
    // Prices are rounded to four digits.
    expect(overOptimum).toBeCloseTo(1, 3);
    expect(served).toBe(6);
    expect(messagesExpected).toBe(2 * 8 + 8 + 3);
    expect(messagesPerTask).toBeLessThanOrEqual(messagesExpected);
  });

  test('each by itself are all served, and cost no less', async () => {
    const runs = await Promise.all([1, 2, 3].map((seed) => allocate(plan, seed)));
    expect(runs.map(({ served }) => served)).toEqual([6, 6, 6]);
    expect(Math.max(...runs.map(({ overOptimum }) => overOptimum))).toBeGreaterThan(1.01);
    expect(Math.min(...runs.map(({ overOptimum }) => overOptimum))).toBeGreaterThanOrEqual(0.999);
  });

  test('come out the same by the same seed', async () => {
    expect(await allocate(plan, 4)).toEqual(await allocate(plan, 4));
  });
});

describe('a figure', () => {
  const named = { title: 'racing' } as Experiment;
  const figures = [
    { what: 'cost', value: 1.2, atMost: 1.1 },
    { what: 'share', value: 1.2, atLeast: 1.1 },
    { what: 'tasks', value: 3 },
  ];

  test('is met or not, where something is expected', () => {
    const rows = marketRows(named, { seeds: 30, judged: true }, figures);
    expect(rows.map(({ met }) => met)).toEqual([false, true, null]);
  });

  test('is not judged by a quick look', () => {
    const rows = marketRows(named, { seeds: 2, judged: false }, figures);
    expect(rows.map(({ met }) => met)).toEqual([null, null, null]);
  });
});

test('experiments are chosen by their title', () => {
  expect(chosenExperiments({ quick: true, only: 'newcomer' }).map(({ title }) => title)).toEqual(['a better newcomer']);
});
