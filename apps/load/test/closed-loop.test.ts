import { describe, expect, test } from '@jest/globals';
import { closedLoop, countedLoop } from '../src/bench/closed-loop.ts';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('a closed loop', () => {
  test('counts what an operation throws by its message, and goes on', async () => {
    let done = 0;
    const once = async () => {
      await turn();
      done += 1;
      if (done % 2 === 0) throw new Error('every other one');
    };
    const { operations, failures } = await closedLoop(once, { inFlight: 1, warmUpMs: 0, durationMs: 30 });
    expect(failures['every other one']).toBe(Math.floor(done / 2));
    expect(operations).toBeGreaterThan(0);
    expect(operations).toBeLessThanOrEqual(Math.ceil(done / 2));
  });

  test('counts every operation of a batch', async () => {
    const { operations } = await closedLoop(turn, { inFlight: 1, warmUpMs: 0, durationMs: 20 }, 100);
    expect(operations).toBeGreaterThan(0);
    expect(operations % 100).toBe(0);
  });

  test('does as many as it is told to, and never more at a time', async () => {
    let underWay = 0;
    let most = 0;
    let done = 0;
    const once = async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      await turn();
      underWay -= 1;
      done += 1;
      if (done === 7) throw new Error('the seventh');
    };
    expect(await countedLoop(once, { inFlight: 4, operations: 50 })).toEqual({ 'the seventh': 1 });
    expect(done).toBe(50);
    expect(most).toBe(4);
  });
});
