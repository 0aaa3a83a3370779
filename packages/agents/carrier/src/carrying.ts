// Carrying for one award: trucks are booked, the delivery is played, and whatever ends it early gives the trucks back.

import type { PerformContext } from '@parley/agent';
import { type Carriage, type CarryInput, viennaIso } from '@parley/agent-trade/messages';
import { book, playerOf } from './booking.ts';
import { type Booking, type Bookings, bookingId, unbooked } from './bookings.ts';
import { carriagePrice } from './carriage-price.ts';
import { bookingsKey, type Carrier } from './carrier.ts';
import { Play } from './play.ts';
import { quickestRoute } from './route.ts';

/** @throws TaskFailure as `book` and `Play.toTheEnd` do */
export async function carry(carrier: Carrier, task: PerformContext<CarryInput>): Promise<Carriage> {
  const booking = await book(carrier, task);
  if (booking.state === 'delivered') return carriageOf(carrier, task.input, booking);
  try {
    return carriageOf(carrier, task.input, await new Play(carrier, task, booking).toTheEnd());
  } catch (thrown) {
    const id = bookingId(task.input);
    await task.store.update<Bookings>(bookingsKey, (before) => unbooked(before, id, playerOf(task)));
    throw thrown;
  }
}

function carriageOf({ name, config }: Carrier, { deliverBy }: CarryInput, booking: Booking): Carriage {
  const { from, to, trucks, journey } = booking;
  const usual = quickestRoute(from, to, [])!;
  return {
    booking: bookingId(booking),
    carrier: name,
    trucks,
    arrivedAt: viennaIso(journey.nowMs),
    late: journey.nowMs > Date.parse(deliverBy),
    roads: [...journey.driven],
    km: journey.km,
    price: { amount: carriagePrice(config, trucks, usual), currency: 'EUR' },
  };
}
