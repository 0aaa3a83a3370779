import { describe, expect, test } from '@jest/globals';
import { reportTraffic } from '../src/messages.ts';
import { readTraffic } from '../src/read-traffic.ts';

describe('reading a report about a road', () => {
  test.each<[string, ReturnType<typeof readTraffic>]>([
    ['close the road a9-graz-leoben', { road: 'a9-graz-leoben', state: 'closed' }],
    ['the A2 between Hartberg and Graz is closed', { road: 'a2-hartberg-graz', state: 'closed' }],
    ['traffic jam on the S6 from Bruck to Leoben, 20 km/h', { road: 's6-bruck-leoben', state: 'slow', kmh: 20 }],
    ['the A1 from Vienna to St. Pölten is open again', { road: 'a1-vienna-st-poelten', state: 'open' }],
    ['a1-vienna-st-poelten is clear', { road: 'a1-vienna-st-poelten', state: 'open' }],
    ['the A9 is closed', { state: 'closed' }],
    ['a2-hartberg-graz and a9-graz-leoben are closed', { state: 'closed' }],
    ['a2-hartberg-graz was closed and is open', { road: 'a2-hartberg-graz' }],
    ['a9-graz-atlantis is closed', { road: 'a9-graz-atlantis', state: 'closed' }],
    ['sing a song', {}],
  ])('"%s"', (intent, input) => {
    expect(readTraffic(intent)).toEqual(input);
  });

  test('a road that does not exist is refused by the schema, with those near it', () => {
    const { error } = reportTraffic.input.safeParse(readTraffic('a9-graz-leobn is closed'));
    expect(error?.issues[0]?.message).toMatch(/there is no road "a9-graz-leobn"; near it: a9-graz-leoben/);
  });
});
