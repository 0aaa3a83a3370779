// The checker of histories: each rule is broken once, and a history that breaks none has nothing.

import { describe, expect, test } from '@jest/globals';
import {
  type Charge,
  detectionsMs,
  type Happening,
  type HistoryEntry,
  outcomeCounts,
  reasonsNotDone,
  reroutesMs,
  returnsMs,
  rules,
  settlesMs,
  violationsOf,
} from '../src/history.ts';

const at = (happenings: readonly Happening[]): HistoryEntry[] =>
  happenings.map((each, index) => ({ ...each, atMs: index * 10 }));

const card = 'card/i1';
const wallet = 'wallet/i1';
/** Killed while it works; another does it. One more is stopped, declared dead, continued and back. */
const good: readonly Happening[] = [
  { type: 'asked', conversation: 'a' },
  { type: 'agreed', conversation: 'a', address: card },
  { type: 'killed', address: card },
  { type: 'down', address: card, cause: 'exit' },
  { type: 'attempt-failed', conversation: 'a', address: card, cause: 'down' },
  { type: 'agreed', conversation: 'a', address: 'card/i2' },
  { type: 'settled', conversation: 'a', outcome: 'done' },
  { type: 'returned', conversation: 'a', outcome: 'done', text: 'card did it' },
  { type: 'stopped', address: wallet },
  { type: 'down', address: wallet, cause: 'silence' },
  { type: 'continued', address: wallet },
  { type: 'back', address: wallet },
];
const paid: readonly Charge[] = [{ conversation: 'a' }];
const ended = (outcome: string): readonly Happening[] => [
  { type: 'asked', conversation: 'b' },
  { type: 'settled', conversation: 'b', outcome },
  { type: 'returned', conversation: 'b', outcome, text: 'nobody could' },
];

const broken: Readonly<Record<(typeof rules)[number], readonly [readonly Happening[], readonly Charge[]]>> = {
  'no-outcome': [[...good, { type: 'asked', conversation: 'b' }], paid],
  'two-outcomes': [[...good, { type: 'settled', conversation: 'a', outcome: 'done' }], paid],
  'another-outcome': [good.map((each) => (each.type === 'settled' ? { ...each, outcome: 'failed' } : each)), paid],
  'untyped-outcome': [[...good, ...ended('500')], paid],
  'charged-twice': [good, [...paid, ...paid]],
  'done-without-charge': [good, []],
  'charged-without-work': [
    [...good, ...ended('refused')],
    [...paid, { conversation: 'b' }],
  ],
  'charge-of-nobody': [good, [...paid, { conversation: 'stranger' }]],
  'false-suspicion': [[...good, { type: 'down', address: 'bank/i1', cause: 'silence' }], paid],
  'death-unnoticed': [[...good, { type: 'killed', address: 'bank/i1' }], paid],
  'never-back': [good.slice(0, -1), paid],
};

describe('the check of a history', () => {
  test('finds nothing where all is well', () => {
    expect(violationsOf(at(good), paid)).toEqual([]);
  });

  test.each(rules)('finds %s', (rule) => {
    const [happenings, charges] = broken[rule];
    expect(violationsOf(at(happenings), charges).map((each) => each.rule)).toEqual([rule]);
  });

  test('takes it for a false suspicion where one that is back is declared dead again', () => {
    const again = [...good, { type: 'down', address: wallet, cause: 'silence' } as const];
    expect(violationsOf(at(again), paid)).toMatchObject([
      { rule: 'false-suspicion', text: expect.stringContaining(wallet) },
    ]);
  });

  test('takes a charge without a result for no violation where somebody had the work', () => {
    expect(violationsOf(at([...good, ...ended('expired')]), [...paid, { conversation: 'b' }])).toEqual([]);
  });
});

test('the times are those between what belongs together', () => {
  const history = at(good);
  expect(detectionsMs(history, 'killed')).toEqual([10]);
  expect(detectionsMs(history, 'stopped')).toEqual([10]);
  expect(returnsMs(history)).toEqual([10]);
  expect(reroutesMs(history)).toEqual([10]);
  expect(reasonsNotDone(at([...good, ...ended('expired'), ...ended('failed'), ...ended('expired')]))).toEqual([
    ['expired: nobody could', 2],
    ['failed: nobody could', 1],
  ]);
  expect(outcomeCounts(at([...good, ...ended('expired')]))).toEqual({ done: 1, expired: 1 });
});

test('of the asks that the end of the broker cut off it is known how long they took from there', () => {
  const returned = { type: 'returned', conversation: 'a', outcome: 'done', text: '' } as const;
  const history = at([...ended('done'), { type: 'asked', conversation: 'a' }, { type: 'broker-killed' }, returned]);
  expect(settlesMs(history)).toEqual([10]);
});

test('a reroute that fails again on its way lasts from the first failure to the agreement', () => {
  const failed = (address: string) =>
    ({ type: 'attempt-failed', conversation: 'a', address, cause: 'no-agree' }) as const;
  const agreed = (address: string) => ({ type: 'agreed', conversation: 'a', address }) as const;
  const history = at([failed(card), failed(wallet), agreed('card/i2'), failed('card/i2'), agreed('card/i3')]);
  expect(reroutesMs(history)).toEqual([20, 10]);
});
