import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readCarrierConfig } from '../src/config.ts';

const named: Record<string, Record<string, unknown>> = JSON.parse(
  readFileSync(join(__dirname, '../agents.json'), 'utf8'),
);
const right = named['carrier-express']!;

describe('the configuration of a carrier', () => {
  test.each(Object.entries(named))('%s can be read', (name, config) => {
    expect(readCarrierConfig(name, config)).toMatchObject({ playMs: 6_000 });
  });

  test.each<[string, object, RegExp]>([
    ['no trucks', { trucks: 0 }, /trucks/],
    ['a price that is a number', { perKm: 1.05 }, /perKm/],
    ['a timetable without days', { timetable: { times: ['05:00'] } }, /timetable/],
    ['a day that is none', { timetable: { days: ['monday'], times: ['05:00'] } }, /"mon" to "sun"/],
    ['an hour that is none', { timetable: { days: ['mon'], times: ['24:00'] } }, /timetable/],
    ['neither times nor minutes', { timetable: { days: ['mon'] } }, /either times/],
    ['a play that takes no time', { playMs: 0 }, /playMs/],
  ])('with %s is not taken, and says where', (_, more, where) => {
    expect(() => readCarrierConfig('one', { ...right, ...more })).toThrow(where);
    expect(() => readCarrierConfig('one', { ...right, ...more })).toThrow(/carrier "one"/);
  });
});
