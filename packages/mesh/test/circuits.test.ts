import { setImmediate } from 'node:timers/promises';
import { afterAll, expect, test } from '@jest/globals';
import { Circuits } from '../src/circuits.ts';

const unhandled: unknown[] = [];
const onUnhandled = (reason: unknown) => void unhandled.push(reason);
process.on('unhandledRejection', onUnhandled);
afterAll(() => void process.off('unhandledRejection', onUnhandled));

// Two attempts under way at once: the first opens the circuit, and the second was awarded before that was known.
test.each(['done', 'failed', 'neither'] as const)(
  'an attempt that begins while its circuit is open may end %s',
  async (how) => {
    const circuits = new Circuits({ failures: 1, openMs: 60_000 });
    circuits.begin('card', 'pay', 'i1')('failed');
    await setImmediate();
    expect(circuits.waitMs('card', 'pay')).toBeGreaterThan(0);
    circuits.begin('card', 'pay', 'i1')(how);
    await setImmediate();
    await setImmediate();
    expect(unhandled).toEqual([]);
  },
);

test('a death counts once, however many attempts it took along, and another one counts again', async () => {
  const circuits = new Circuits({ failures: 2, openMs: 60_000 });
  for (let attempt = 0; attempt < 5; attempt += 1) circuits.begin('card', 'pay', 'i1')('died');
  await setImmediate();
  expect(circuits.waitMs('card', 'pay')).toBe(0);
  circuits.begin('card', 'pay', 'i2')('died');
  await setImmediate();
  expect(circuits.waitMs('card', 'pay')).toBeGreaterThan(0);
});
