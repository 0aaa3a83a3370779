import { describe, expect, test } from '@jest/globals';
import { seededRandom } from '@parley/testkit';
import {
  type Booking,
  type Bookings,
  booked,
  bookingId,
  freeTrucks,
  played,
  stands,
  unbooked,
} from '../src/bookings.ts';

const clockMs = 1_000;
const fleet = 6;
const booking = (order: string, more: Partial<Booking> = {}): Booking => ({
  order,
  from: 'Linz',
  to: 'Graz',
  trucks: 3,
  loadAtMs: 2_000,
  departAtMs: 2_100,
  arriveAtMs: 3_000,
  backAtMs: 4_000,
  state: 'booked',
  player: { conversation: order, attempt: 1 },
  leaseUntilMs: 1_500,
  journey: { nowMs: 1_000, waitLapse: 2, lapse: 2, place: 'Linz', driven: [], km: 0, toldMs: 3_000 },
  ...more,
});
const id = (order: string) => bookingId(booking(order));
const free = (bookings: Bookings | undefined, fromMs = 2_000, toMs = 4_000, at = clockMs) =>
  freeTrucks(bookings, fleet, { fromMs, toMs, clockMs: at });
const book = (bookings: Bookings | undefined, wanted: Booking, at = clockMs) => booked(bookings, wanted, fleet, at);

describe('trucks', () => {
  test('are booked for their time, and free before and after it', () => {
    const one = book(undefined, booking('a'))!;
    expect([free(one), free(one, 0, 2_000), free(one, 4_000, 5_000), free(one, 3_999, 5_000)]).toEqual([3, 6, 6, 3]);
    const two = book(one, booking('b'))!;
    expect(free(two)).toBe(0);
    expect(book(two, booking('c'))).toBeUndefined();
    expect(book(two, booking('c', { loadAtMs: 4_000, backAtMs: 6_000 }))).toBeDefined();
  });

  test('are counted at the worst moment, not all together', () => {
    let all = book(undefined, booking('a', { loadAtMs: 1_000, backAtMs: 2_000 }));
    all = book(all, booking('b', { loadAtMs: 2_000, backAtMs: 3_000 }));
    all = book(all, booking('c', { loadAtMs: 3_000, backAtMs: 4_000 }));
    expect(free(all, 1_000, 4_000)).toBe(3);
  });

  test('are booked once for an order and a leg, by whoever asks last', () => {
    const one = book(undefined, booking('a'))!;
    const moved = played(one, id('a'), { conversation: 'a', attempt: 1 }, { state: 'loaded' })!;
    const again = book(moved, booking('a', { player: { conversation: 'a', attempt: 2 }, leaseUntilMs: 1_900 }))!;
    expect(again[id('a')]).toMatchObject({ state: 'loaded', player: { attempt: 2 }, leaseUntilMs: 1_900 });
    expect(free(again)).toBe(3);
    expect(book(again, booking('a'))).toBeUndefined();
    expect(played(again, id('a'), { conversation: 'a', attempt: 1 }, { state: 'delivered' })).toBeUndefined();
    expect(unbooked(again, id('a'), { conversation: 'a', attempt: 1 })).toBeUndefined();
    expect(free(unbooked(again, id('a'), { conversation: 'a', attempt: 2 })!)).toBe(6);
  });

  test('come free by themselves when nobody plays the delivery any more', () => {
    const one = book(undefined, booking('a'))!;
    expect([stands(one[id('a')]!, 1_499), stands(one[id('a')]!, 1_500)]).toEqual([true, false]);
    expect(free(one, 2_000, 4_000, 1_500)).toBe(6);
    const later = book(one, booking('b', { leaseUntilMs: 9_000 }), 1_500)!;
    expect(Object.keys(later)).toEqual([id('b')]);
  });

  test('that have delivered are away until they are back, whatever becomes of the order', () => {
    const player = { conversation: 'a', attempt: 1 };
    const done = played(book(undefined, booking('a')), id('a'), player, { state: 'delivered' })!;
    expect(unbooked(done, id('a'), player)).toBeUndefined();
    expect(book(done, booking('a', { player: { conversation: 'z', attempt: 9 } }))).toBeUndefined();
    expect([free(done, 2_000, 4_000, 3_999), free(done, 2_000, 5_000, 4_000)]).toEqual([3, 6]);
  });

  test.each([1, 2, 3])('are never more than there are, in any order of events (seed %d)', (seed) => {
    const random = seededRandom(seed);
    let bookings: Bookings | undefined;
    let at = clockMs;
    for (let step = 0; step < 300; step++) {
      const order = `o${random.integer(0, 7)}`;
      const player = { conversation: order, attempt: random.integer(1, 2) };
      const loadAtMs = at + random.integer(0, 3_000);
      const wanted = booking(order, {
        player,
        trucks: random.integer(1, 4),
        loadAtMs,
        backAtMs: loadAtMs + 500 + random.integer(0, 2_000),
        leaseUntilMs: at + 800,
      });
      const act = random.next();
      const next =
        act < 0.5
          ? book(bookings, wanted, at)
          : act < 0.7
            ? unbooked(bookings, bookingId(wanted), player)
            : played(bookings, bookingId(wanted), player, { state: 'delivered' });
      bookings = next ?? bookings;
      at += random.integer(0, 200);
      for (let ms = at; ms < at + 6_000; ms += 250) expect(free(bookings, ms, ms + 1, at)).toBeGreaterThanOrEqual(0);
    }
  });
});
