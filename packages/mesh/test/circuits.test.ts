import { afterAll, expect, test } from '@jest/globals';
import { Circuits } from '../src/circuits.ts';

/** What was decided is carried out, and what nobody caught is told. */
const settled = () => new Promise((resolve) => setImmediate(resolve));
const unhandled: unknown[] = [];
const onUnhandled = (reason: unknown) => void unhandled.push(reason);
process.on('unhandledRejection', onUnhandled);
afterAll(() => void process.off('unhandledRejection', onUnhandled));

// Two attempts under way at once: the first opens the circuit, and the second was awarded before that was known.
test.each(['done', 'failed', 'neither'] as const)(
  'an attempt that begins while its circuit is open may end %s',
  async (how) => {
    const circuits = new Circuits({ failures: 1, openMs: 60_000 });
    circuits.begin('card', 'pay')('failed');
    await settled();
    expect(circuits.waitMs('card', 'pay')).toBeGreaterThan(0);
    circuits.begin('card', 'pay')(how);
    await settled();
    await settled();
    expect(unhandled).toEqual([]);
  },
);
