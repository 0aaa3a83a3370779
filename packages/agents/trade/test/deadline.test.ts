import { describe, expect, test } from '@jest/globals';
import { deadlineAt, deadlineWords } from '../src/deadline.ts';
import { viennaIso } from '../src/vienna-time.ts';

/** A Thursday, 17:30 in Vienna. */
const now = Date.parse('2026-11-26T16:30:00Z');

function meant(words: string, at = now): string | undefined {
  const ms = deadlineAt(words, at);
  return ms === undefined ? undefined : viennaIso(ms);
}

describe('the words of a deadline', () => {
  test.each([
    [
      'order 40 pallets of cement for our site in Graz, delivered by Friday noon, for at most 9000 euros',
      'Friday noon',
    ],
    ['bring sand to Linz by tomorrow 05:00', 'tomorrow 05:00'],
    ['bring 3 pallets of sand to Linz in 3 days', 'in 3 days'],
    ['I asked yesterday: 40 pallets of sand by Friday 40 euros at most', 'Friday'],
    ['40 pallets of bricks to Villach no later than 1 December 14:00', '1 December 14:00'],
    ['by 2026-11-27T12:00:00+01:00, 4 pallets', '2026-11-27T12:00:00+01:00'],
    ['40 pallets of cement, delivered yesterday', 'yesterday'],
    ['4 pallets by the 3rd of December', '3rd of December'],
  ])('of "%s" are "%s"', (intent, words) => {
    expect(deadlineWords(intent)).toBe(words);
  });

  test.each([
    'order 40 pallets of cement for Graz',
    'as soon as possible',
    '40 pallets of cement on Friday or Saturday',
    'by the end of the week',
    '40 pallets after Friday',
    'by Friday 9-12',
    'by friday 13h',
    'between Friday and Saturday',
    'by 12/1/2026',
    'by March',
    '40 pallets of tiles for sun and rain',
  ])('"%s" has none that mean one moment', (intent) => {
    expect(deadlineWords(intent)).toBeUndefined();
  });
});

describe('a deadline means', () => {
  test.each([
    ['Friday noon', '2026-11-27T12:00:00+01:00'],
    ['tomorrow 05:00', '2026-11-27T05:00:00+01:00'],
    ['tomorrow at 5', '2026-11-27T05:00:00+01:00'],
    ['in 3 days', '2026-11-29T17:30:00+01:00'],
    ['in 90 minutes', '2026-11-26T19:00:00+01:00'],
    ['Friday', '2026-11-27T23:59:00+01:00'],
    ['Thursday', '2026-11-26T23:59:00+01:00'],
    ['tomorrow morning', '2026-11-27T06:00:00+01:00'],
    ['tomorrow', '2026-11-27T23:59:00+01:00'],
    ['01.12.2026', '2026-12-01T23:59:00+01:00'],
    ['Friday 10:00 UTC', '2026-11-27T11:00:00+01:00'],
    ['2026-11-27T12:00:00Z', '2026-11-27T13:00:00+01:00'],
    ['2026-11-27T12:00', '2026-11-27T12:00:00+01:00'],
    ['yesterday', '2026-11-25T23:59:00+01:00'],
    ['last Friday', '2026-11-20T23:59:00+01:00'],
    ['today at 10:00', '2026-11-26T10:00:00+01:00'],
    ['in -3 days', '2026-11-23T17:30:00+01:00'],
  ])('"%s": %s', (words, iso) => {
    expect(meant(words)).toBe(iso);
  });

  test('the next noon of that weekday, which may be today', () => {
    expect(meant('Friday noon', Date.parse('2026-11-27T10:59:00Z'))).toBe('2026-11-27T12:00:00+01:00');
    expect(meant('Friday noon', Date.parse('2026-11-27T11:01:00Z'))).toBe('2026-12-04T12:00:00+01:00');
  });

  test('its wall clock, also where the clocks are changed meanwhile', () => {
    expect(meant('in 3 days', Date.parse('2026-10-23T10:00:00Z'))).toBe('2026-10-26T12:00:00+01:00');
    expect(meant('Monday 9:00', Date.parse('2026-03-27T10:00:00Z'))).toBe('2026-03-30T09:00:00+02:00');
  });

  test.each(['soon', '', 'Friday or Saturday', 'the end of the week', '12/1/2026', 'cement'])(
    'nothing: "%s"',
    (words) => {
      expect(meant(words)).toBeUndefined();
    },
  );
});
