// Booking trucks for an award: the trucks first, in the carrier's own store, then the leg, which is one carrier's only. Who
// finds that another has it gives its trucks back; who dies between the two leaves a lease that runs out.

import { type PerformContext, TaskFailure } from '@parley/agent';
import type { CarryInput } from '@parley/agent-trade/messages';
import { type Booking, type Bookings, booked, bookingId, isSame, type Player, unbooked } from './bookings.ts';
import { bookingsKey, type Carrier } from './carrier.ts';
import { quoteFor } from './quote.ts';

type Task = PerformContext<CarryInput>;

/** Of a delivery that is played, what waiting for the trucks may take: a night is long, and nothing happens in it. */
const waitShareMax = 0.25;

export function playerOf({ conversation, attempt }: Task): Player {
  return { conversation, attempt };
}

/**
 * The booking for this award: a new one, the one that an earlier attempt has begun, or one that is delivered already.
 * @throws TaskFailure `no-truck`, `taken-over`, `carried-by-another`
 */
export async function book(carrier: Carrier, task: Task): Promise<Booking> {
  const { input, store, now } = task;
  const clockMs = now();
  const id = bookingId(input);
  const player = playerOf(task);
  let refused: string | undefined;
  const bookings = await store.update<Bookings>(bookingsKey, (before) => {
    const quote = quoteFor(carrier, input, before, { clockMs, earliestMs: clockMs });
    refused = 'refuse' in quote ? quote.refuse : undefined;
    if ('refuse' in quote) return undefined;
    if (!carrier.promises.keeps(task.conversation, quote.arriveAtMs)) {
      refused = 'The trucks that were offered are taken meanwhile.';
      return undefined;
    }
    return booked(before, wanted(carrier, input, quote, player, clockMs), carrier.config.trucks, clockMs);
  });
  const booking = bookings?.[id];
  if (refused !== undefined || booking === undefined)
    throw failure('no-truck', refused ?? 'The trucks that were offered are taken meanwhile.');
  if (booking.state === 'delivered') return booking;
  if (!isSame(booking.player, player)) throw failure('taken-over', 'A later attempt drives for this order already.');
  const holder = await task.once('carrier', async () => carrier.name);
  if (holder === carrier.name) return booking;
  await store.update<Bookings>(bookingsKey, (before) => unbooked(before, id, player));
  throw failure('carried-by-another', `${holder} carries this: only that one can go on with it.`);
}

function wanted(
  { config }: Carrier,
  { order, from, to, asOf }: CarryInput,
  { trucks, loadAtMs, departAtMs, arriveAtMs, backAtMs }: Exclude<ReturnType<typeof quoteFor>, { refuse: string }>,
  player: Player,
  clockMs: number,
): Booking {
  const nowMs = asOf === undefined ? clockMs : Date.parse(asOf);
  const waitMs = Math.max(0, loadAtMs - nowMs);
  const moveMs = arriveAtMs - nowMs - waitMs;
  const waitShare = Math.min(waitShareMax, waitMs / (waitMs + moveMs));
  const lapseOf = (ms: number, share: number) => Math.max(1, ms / (share * config.playMs));
  return {
    order,
    from,
    to,
    trucks,
    loadAtMs,
    departAtMs,
    arriveAtMs,
    backAtMs,
    state: 'booked',
    player,
    leaseUntilMs: clockMs + config.leaseMs,
    journey: {
      nowMs,
      waitLapse: waitMs === 0 ? 1 : lapseOf(waitMs, waitShare),
      lapse: lapseOf(moveMs, 1 - waitShare),
      place: from,
      driven: [],
      km: 0,
      toldMs: arriveAtMs,
    },
  };
}

// This carrier cannot; another one may.
function failure(code: string, text: string): TaskFailure {
  return new TaskFailure(code, text, { retryable: false });
}
