// Where a delivery stands and when it arrives, worked out from its journey so far and the state of the roads. A truck that is
// on a road leaves it at the far end, whatever happens on that road meanwhile.

import type { CarryInput, CarryProgress } from '@parley/agent-trade/messages';
import { viennaIso } from '@parley/agent-trade/messages';
import type { Place, RoadId } from '@parley/agent-traffic/messages';
import type { Booking } from './bookings.ts';
import type { KnownTraffic } from './known-traffic.ts';
import { quickestRoute, type Route } from './route.ts';

export interface Outlook {
  /** Where the goods can be handed over next, and when. */
  readonly at: Place;
  readonly thereAtMs: number;
  /** The way on from there; undefined where no open road leads on. */
  readonly onward: Route | undefined;
  readonly arriveAtMs: number | undefined;
  /** Still to be driven, the one it is on first. */
  readonly roads: readonly RoadId[];
}

export function outlook({ journey, departAtMs, to }: Booking, traffic: KnownTraffic): Outlook {
  const { place, onRoad, nowMs } = journey;
  const at = onRoad?.to ?? place;
  const thereAtMs = onRoad?.thereAtMs ?? nowMs;
  const leavesAtMs = onRoad?.thereAtMs ?? Math.max(nowMs, departAtMs);
  const onward = quickestRoute(at, to, traffic.at(leavesAtMs));
  return {
    at,
    thereAtMs,
    onward,
    arriveAtMs: onward === undefined ? undefined : leavesAtMs + onward.driveMs,
    roads: [...(onRoad === undefined ? [] : [onRoad.road]), ...(onward?.steps.map(({ road }) => road) ?? [])],
  };
}

/** The outlook as it is told to the customer. */
export function progressOf(
  phase: CarryProgress['phase'],
  { journey, state }: Booking,
  { at, thereAtMs, arriveAtMs, roads }: Outlook,
  { readyAt, deliverBy }: CarryInput,
): CarryProgress {
  const isLoaded = state !== 'booked';
  return {
    phase,
    now: viennaIso(journey.nowMs),
    at,
    thereAt: viennaIso(isLoaded ? thereAtMs : Math.max(thereAtMs, Date.parse(readyAt))),
    ...(arriveAtMs === undefined ? {} : { arriveAt: viennaIso(arriveAtMs) }),
    late: (arriveAtMs ?? Number.POSITIVE_INFINITY) > Date.parse(deliverBy),
    loaded: isLoaded,
    roads: [...roads],
  };
}
