import { describe, expect, test } from '@jest/globals';
import { viennaInstant, viennaIso, viennaOffsetMinutes, viennaWords } from '../src/vienna-time.ts';

const utc = (iso: string) => Date.parse(iso);

describe('the clocks of Vienna', () => {
  test('are an hour ahead in winter and two in summer', () => {
    expect(viennaOffsetMinutes(utc('2026-11-27T11:00:00Z'))).toBe(60);
    expect(viennaOffsetMinutes(utc('2026-07-01T11:00:00.999Z'))).toBe(120);
  });

  test('give a moment its ISO form with the offset that holds then', () => {
    expect(viennaIso(utc('2026-11-27T11:00:00Z'))).toBe('2026-11-27T12:00:00+01:00');
    expect(viennaIso(utc('2026-06-30T22:30:00Z'))).toBe('2026-07-01T00:30:00+02:00');
  });

  test('show every moment of a year so that it is found again', () => {
    for (let at = utc('2026-01-01T00:00:00Z'); at < utc('2027-01-01T00:00:00Z'); at += 7 * 3_600_000) {
      const [, year, month, day, hour, minute] = /(\d+)-(\d+)-(\d+)T(\d+):(\d+)/.exec(viennaIso(at))!.map(Number);
      const again = viennaInstant({ year: year!, month: month!, day: day!, hour: hour!, minute: minute! });
      // The hour that comes twice in autumn is read as one of the two.
      expect([0, 3_600_000]).toContain(Math.abs(again - at));
      expect(utc(viennaIso(at))).toBe(at);
    }
  });

  test('skip an hour in spring, which is read as the one after it', () => {
    const skipped = viennaInstant({ year: 2026, month: 3, day: 29, hour: 2, minute: 30 });
    expect(viennaIso(skipped)).toBe('2026-03-29T03:30:00+02:00');
  });
});

test('a time in words has its date where the weekday would not tell', () => {
  const now = utc('2026-11-26T16:30:00Z');
  expect(viennaWords(utc('2026-11-28T08:00:00Z'), now)).toBe('Saturday 09:00');
  expect(viennaWords(utc('2026-12-05T08:00:00Z'), now)).toBe('Saturday 5 December 09:00');
});
