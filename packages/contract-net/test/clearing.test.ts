// Which task goes to whom, held against all assignments there are.

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { assign, type ClearedTask } from '../src/index.ts';

const task = (name: string, scores: Record<string, number>, freeSlots = 1): ClearedTask => ({
  task: name,
  bids: Object.entries(scores).map(([bidder, score]) => ({ bidder, score, freeSlots })),
});
const assigned = (...tasks: ClearedTask[]) => Object.fromEntries(assign(tasks));

/** The most tasks that can be served, and the greatest sum of scores with so many, by trying everything. */
function best(tasks: readonly ClearedTask[]): { readonly served: number; readonly sum: number } {
  const slots = new Map<string, number>();
  for (const { bidder, freeSlots } of tasks.flatMap(({ bids }) => bids)) {
    slots.set(bidder, Math.min(freeSlots, slots.get(bidder) ?? Number.POSITIVE_INFINITY));
  }
  const from = (at: number): { served: number; sum: number } => {
    const next = tasks[at];
    if (next === undefined) return { served: 0, sum: 0 };
    let found = from(at + 1);
    for (const { bidder, score } of next.bids) {
      if (slots.get(bidder)! < 1) continue;
      slots.set(bidder, slots.get(bidder)! - 1);
      const rest = from(at + 1);
      slots.set(bidder, slots.get(bidder)! + 1);
      const { served, sum } = { served: rest.served + 1, sum: rest.sum + score };
      if (served > found.served || (served === found.served && sum > found.sum)) found = { served, sum };
    }
    return found;
  };
  return from(0);
}

describe('an assignment', () => {
  test('gives up a little for one task where that is much for another', () => {
    expect(assigned(task('one', { a: 0.9, b: 0.85 }), task('two', { a: 0.9, b: 0.1 }))).toEqual({ one: 'b', two: 'a' });
  });

  test('serves as many tasks as it can, however good one of them might be served', () => {
    expect(assigned(task('one', { a: 1, b: 0 }), task('two', { a: 0.01 }))).toEqual({ one: 'b', two: 'a' });
  });

  test('gives nobody more than its slots, and leaves over what nobody has a slot for', () => {
    const scores = { a: 1 };
    expect(assigned(task('one', scores, 2), task('two', scores, 2), task('three', { a: 0.5 }, 2))).toEqual({
      one: 'a',
      two: 'a',
    });
    expect(assigned(task('one', scores, 0))).toEqual({});
    expect(assigned(task('one', {}))).toEqual({});
    expect(assigned()).toEqual({});
  });

  test('takes scores of any range', () => {
    expect(assigned(task('one', { a: -5, b: -6 }), task('two', { a: -5, b: -900 }))).toEqual({ one: 'b', two: 'a' });
    expect(assigned(task('one', { a: 7, b: 7 }), task('two', { a: 7 }))).toEqual({ one: 'b', two: 'a' });
  });

  test('is the best there is', () => {
    const scores = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.integer({ min: -50, max: 50 }));
    const tasks = fc.array(fc.tuple(scores, fc.integer({ min: 0, max: 2 })), { maxLength: 5 });
    fc.assert(
      fc.property(tasks, (rows) => {
        const all = rows.map(([each, slots], i) => task(`t${i}`, each, slots));
        const found = assign(all);
        const sum = [...found].reduce((total, [name, bidder]) => {
          const bid = all.find((each) => each.task === name)!.bids.find((each) => each.bidder === bidder)!;
          return total + bid.score;
        }, 0);
        expect({ served: found.size, sum }).toEqual(best(all));
      }),
      { seed: 31, numRuns: 500 },
    );
  });
});
