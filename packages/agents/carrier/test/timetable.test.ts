import { describe, expect, test } from '@jest/globals';
import { viennaIso } from '@parley/agent-trade/messages';
import type { Timetable } from '../src/config.ts';
import { departures } from '../src/timetable.ts';

const first = (timetable: Timetable, from: string, count: number) =>
  [...departures(timetable, Date.parse(from))].slice(0, count).map(viennaIso);

describe('a timetable', () => {
  test('goes on its days, at its times, from then on', () => {
    const timetable: Timetable = { days: ['mon', 'fri'], times: ['13:00', '05:00'] };
    expect(first(timetable, '2026-11-27T05:00:00+01:00', 3)).toEqual([
      '2026-11-27T05:00:00+01:00',
      '2026-11-27T13:00:00+01:00',
      '2026-11-30T05:00:00+01:00',
    ]);
    expect(first(timetable, '2026-11-27T13:00:01+01:00', 1)).toEqual(['2026-11-30T05:00:00+01:00']);
  });

  test('counts its days in Vienna, not in London', () => {
    const timetable: Timetable = { days: ['fri'], times: ['00:30'] };
    expect(first(timetable, '2026-11-26T23:15:00Z', 1)).toEqual(['2026-11-27T00:30:00+01:00']);
  });

  test('may go every so many minutes', () => {
    const timetable: Timetable = { days: ['thu', 'fri'], everyMinutes: 40 };
    expect(first(timetable, '2026-11-26T23:10:00+01:00', 3)).toEqual([
      '2026-11-26T23:20:00+01:00',
      '2026-11-27T00:00:00+01:00',
      '2026-11-27T00:40:00+01:00',
    ]);
  });

  test('keeps the hour on the clock when summer time begins and ends', () => {
    const timetable: Timetable = { days: ['sat', 'sun'], times: ['05:00'] };
    expect(first(timetable, '2026-03-28T00:00:00+01:00', 2)).toEqual([
      '2026-03-28T05:00:00+01:00',
      '2026-03-29T05:00:00+02:00',
    ]);
    expect(first(timetable, '2026-10-24T00:00:00+02:00', 2)).toEqual([
      '2026-10-24T05:00:00+02:00',
      '2026-10-25T05:00:00+01:00',
    ]);
  });

  test('looks two weeks ahead, and no further', () => {
    const all = [...departures({ days: ['mon'], times: ['05:00'] }, Date.parse('2026-11-26T08:00:00+01:00'))];
    expect(all.map(viennaIso)).toEqual(['2026-11-30T05:00:00+01:00', '2026-12-07T05:00:00+01:00']);
  });
});
