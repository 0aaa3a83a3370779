import { describe, expect, test } from '@jest/globals';
import { onPromise } from '../src/slip.ts';

const deliverByMs = Date.parse('2026-11-27T12:00:00+01:00');
const onTime = { arriveAt: '2026-11-27T12:00:00+01:00' };
const late = { arriveAt: '2026-11-27T11:00:01Z' };

describe('a promised arrival', () => {
  test('that holds leaves nothing to decide, whatever the wish', () => {
    for (const whenLate of ['keep', 'retender', 'fail'] as const) {
      expect(onPromise(onTime, { deliverByMs, whenLate, mayRetender: true })).toBe('on-time');
    }
  });

  test('that slips is kept, tendered anew or given up, as the caller said', () => {
    for (const whenLate of ['keep', 'retender', 'fail'] as const) {
      expect(onPromise(late, { deliverByMs, whenLate, mayRetender: true })).toBe(whenLate);
    }
  });

  test('that nobody can give any more has slipped', () => {
    expect(onPromise({}, { deliverByMs, whenLate: 'retender', mayRetender: true })).toBe('retender');
  });

  test('that slips once more than may be tendered is given up, and one that is kept stays kept', () => {
    expect(onPromise(late, { deliverByMs, whenLate: 'retender', mayRetender: false })).toBe('fail');
    expect(onPromise(late, { deliverByMs, whenLate: 'keep', mayRetender: false })).toBe('keep');
  });
});
