// Which trucks are booked from when to when. A booking is for one order and one leg, and there is one of it however often it
// is asked for. While its delivery is under way it is a lease: whoever plays the delivery renews it, and where nobody does
// the trucks are free. The calendar is the deliveries' own, which is ahead of the clock.

import type { Place, RoadId } from '@parley/agent-traffic/messages';

/** Where a delivery is, as far as it has been played; times in milliseconds since 1970. */
export interface Journey {
  /** What the time is for it. */
  readonly nowMs: number;
  /** How much faster than the clock it is played, until it loads and from then on. */
  readonly waitLapse: number;
  readonly lapse: number;
  readonly place: Place;
  readonly onRoad?: { readonly road: RoadId; readonly to: Place; readonly km: number; readonly thereAtMs: number };
  readonly driven: readonly RoadId[];
  readonly km: number;
  /** The latest arrival that was told to the customer. */
  readonly toldMs: number;
}

/** Who plays it: of two attempts only the later may. */
export interface Player {
  readonly conversation: string;
  readonly attempt: number;
}

export interface Booking {
  readonly order: string;
  readonly from: Place;
  readonly to: Place;
  readonly trucks: number;
  readonly loadAtMs: number;
  readonly departAtMs: number;
  readonly arriveAtMs: number;
  /** When the trucks are where they came from. */
  readonly backAtMs: number;
  readonly state: 'booked' | 'loaded' | 'delivered';
  readonly player: Player;
  /** By the clock. */
  readonly leaseUntilMs: number;
  readonly journey: Journey;
}

/** By the booking's id. */
export type Bookings = Readonly<Record<string, Booking>>;

export function bookingId({ order, from, to }: Pick<Booking, 'order' | 'from' | 'to'>): string {
  return `${order}: ${from} - ${to}`;
}

/** Whether its trucks are taken. @param clockMs what the clock says */
export function stands(booking: Booking, clockMs: number): boolean {
  return booking.state === 'delivered' ? booking.backAtMs > clockMs : booking.leaseUntilMs > clockMs;
}

/** How many of `trucks` are free all the time from `fromMs` to `toMs`. */
export function freeTrucks(
  bookings: Bookings | undefined,
  trucks: number,
  span: { readonly fromMs: number; readonly toMs: number; readonly clockMs: number; readonly without?: string },
): number {
  const { fromMs, toMs, clockMs, without } = span;
  const others = Object.entries(bookings ?? {})
    .filter(([id, booking]) => id !== without && stands(booking, clockMs))
    .map(([, booking]) => booking)
    .filter(({ loadAtMs, backAtMs }) => loadAtMs < toMs && backAtMs > fromMs);
  const takenAt = (ms: number) =>
    others.reduce((sum, { loadAtMs, backAtMs, trucks: of }) => sum + (loadAtMs <= ms && ms < backAtMs ? of : 0), 0);
  const peak = Math.max(...[fromMs, ...others.map(({ loadAtMs }) => Math.max(fromMs, loadAtMs))].map(takenAt));
  return trucks - peak;
}

/**
 * The bookings with this one in it. One that stands already is taken over by the later player, with the journey as far as it
 * has come. Undefined where nothing is to be changed: the one that is there has a later player or is delivered, or the trucks
 * are not free.
 */
export function booked(
  bookings: Bookings | undefined,
  wanted: Booking,
  trucks: number,
  clockMs: number,
): Bookings | undefined {
  const id = bookingId(wanted);
  const before = bookings?.[id];
  if (before !== undefined && stands(before, clockMs)) {
    if (before.state === 'delivered' || !isSameOrLater(wanted.player, before.player)) return undefined;
    const { player, leaseUntilMs } = wanted;
    return { ...bookings, [id]: { ...before, player, leaseUntilMs } };
  }
  const span = { fromMs: wanted.loadAtMs, toMs: wanted.backAtMs, clockMs, without: id };
  if (freeTrucks(bookings, trucks, span) < wanted.trucks) return undefined;
  return { ...standing(bookings, clockMs), [id]: wanted };
}

/** The bookings with what `player` says of its own; undefined where it is not, or no longer, the player's. */
export function played(
  bookings: Bookings | undefined,
  id: string,
  player: Player,
  told: Partial<Omit<Booking, 'player'>>,
): Bookings | undefined {
  const before = bookings?.[id];
  if (before === undefined || !isSame(before.player, player)) return undefined;
  return { ...bookings, [id]: { ...before, ...told } };
}

/** The bookings without the player's; undefined where it has none that is under way. */
export function unbooked(bookings: Bookings | undefined, id: string, player: Player): Bookings | undefined {
  const before = bookings?.[id];
  if (before === undefined || before.state === 'delivered' || !isSame(before.player, player)) return undefined;
  const { [id]: _, ...others } = bookings ?? {};
  return others;
}

export function isSame(a: Player, b: Player): boolean {
  return a.conversation === b.conversation && a.attempt === b.attempt;
}

// Another conversation's is taken over as well: whoever asks anew for the same leg of the same order gave up the other.
function isSameOrLater(a: Player, b: Player): boolean {
  return a.conversation !== b.conversation || a.attempt >= b.attempt;
}

function standing(bookings: Bookings | undefined, clockMs: number): Bookings {
  return Object.fromEntries(Object.entries(bookings ?? {}).filter(([, booking]) => stands(booking, clockMs)));
}
