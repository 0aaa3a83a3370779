import { expect, test } from '@jest/globals';
import { isLate, slipOf } from '../src/slip.ts';

const deliverByMs = 1_000;
const cases: [string, { arriveAtMs: number | undefined; promisedMs?: number; toldMs?: number }, string][] = [
  ['on the dot', { arriveAtMs: 1_000 }, 'none'],
  ['later than promised, and in time', { arriveAtMs: 990, promisedMs: 900 }, 'none'],
  ['late', { arriveAtMs: 1_001 }, 'slipped'],
  ['never', { arriveAtMs: undefined }, 'slipped'],
  ['as late as was promised', { arriveAtMs: 1_500, promisedMs: 1_500 }, 'none'],
  ['later than the late promise', { arriveAtMs: 1_501, promisedMs: 1_500 }, 'slipped'],
  ['as late as was told', { arriveAtMs: 1_200, toldMs: 1_200 }, 'late'],
  ['less late than was told', { arriveAtMs: 1_100, toldMs: 1_200 }, 'late'],
  ['later than was told', { arriveAtMs: 1_300, toldMs: 1_200 }, 'slipped'],
];

test.each(cases)('an arrival %s', (_, { arriveAtMs, promisedMs = 900, toldMs = promisedMs }, slip) => {
  const expected = { arriveAtMs, deliverByMs, promisedMs, toldMs };
  const inWords = { keep: 'keep', retender: 'hold', fail: 'fail' } as const;
  for (const whenLate of ['keep', 'retender', 'fail'] as const) {
    expect(slipOf(expected, whenLate)).toBe(slip === 'slipped' ? inWords[whenLate] : slip);
  }
  expect(isLate(expected)).toBe(arriveAtMs === undefined || arriveAtMs > deliverByMs);
});
