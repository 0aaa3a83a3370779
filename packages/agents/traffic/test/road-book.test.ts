import { describe, expect, test } from '@jest/globals';
import { newsFrom, noted, wordsFor } from '../src/road-book.ts';

const nowMs = Date.UTC(2026, 10, 27, 8);
const later = '2026-11-27T12:00:00+01:00';
const closed = { road: 'a9-graz-leoben', state: 'closed' } as const;
const slow = { road: 's35-bruck-graz', state: 'slow', kmh: 30, until: later } as const;

describe('the road book', () => {
  test('keeps the last word on each road, and counts', () => {
    const book = noted(noted(noted(undefined, closed, nowMs), slow, nowMs), { ...closed, state: 'slow' }, nowMs);
    expect(newsFrom(book, nowMs)).toEqual({ revision: 3, roads: [slow, { ...closed, state: 'slow' }] });
  });

  test('forgets a road that is open again', () => {
    const book = noted(noted(undefined, closed, nowMs), { ...closed, state: 'open' }, nowMs);
    expect(newsFrom(book, nowMs, 'a9-graz-leoben')).toEqual({ revision: 2, roads: [], changed: 'a9-graz-leoben' });
  });

  test('tells nothing that is over, and drops it at the next change', () => {
    const book = noted(undefined, slow, nowMs);
    const after = Date.parse(later);
    expect(newsFrom(book, after - 1).roads).toEqual([slow]);
    expect(newsFrom(book, after).roads).toEqual([]);
    expect(Object.keys(noted(book, closed, after).roads)).toEqual(['a9-graz-leoben']);
  });

  test('says it in words', () => {
    expect(wordsFor(slow)).toBe(`s35-bruck-graz is slow (30 km/h) until ${later}`);
    expect(wordsFor({ ...closed, state: 'open' })).toBe('a9-graz-leoben is open');
  });
});
