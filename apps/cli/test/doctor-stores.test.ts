import { expect, test } from '@jest/globals';
import { aboutClock, aboutStores, type Told } from '../src/operate/doctor-stores.ts';

const nowMs = Date.parse('2026-11-24T12:00:00Z');
function told(bytes: number, discard: string, ts?: string): Told {
  const config = { name: 'KV_parley_x_store', max_bytes: 1_000, discard };
  return { info: { config, state: { bytes }, ...(ts === undefined ? {} : { ts }) }, atMs: nowMs, tookMs: 2 };
}

test('a store that is nearly full and refuses what is new is warned of, one that forgets the oldest is not', () => {
  expect(aboutStores([told(899, 'new'), told(1_000, 'old')])).toMatchObject({ state: 'ok' });
  expect(aboutStores([told(900, 'new')])).toMatchObject({
    state: 'warn',
    text: expect.stringContaining('KV_parley_x_store (90% of its limit)'),
    mend: expect.any(String),
  });
});

test.each([
  ['2026-11-24T12:00:00.500Z', 'ok', "the broker's clock is 500 ms ahead of this machine's"],
  ['2026-11-24T11:59:57Z', 'warn', "the broker's clock is 3000 ms behind this machine's"],
  ['2026-11-24T12:01:00.123456789Z', 'warn', "the broker's clock is 60123 ms ahead of this machine's"],
  [undefined, 'ok', 'the broker does not tell its time (it does from 2.10 on)'],
])('a broker that says it is %s is %s', (ts, state, text) => {
  expect(aboutClock([told(1, 'new', ts)])).toMatchObject({ state, text });
});
