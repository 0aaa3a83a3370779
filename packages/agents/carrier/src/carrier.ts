// What a carrier's parts share: who it is, how it is configured, what it knows of the roads, and where its bookings are.

import type { CarrierConfig } from './config.ts';
import type { KnownTraffic } from './known-traffic.ts';
import type { Promises } from './promises.ts';

export interface Carrier {
  /** The agent's name. */
  readonly name: string;
  readonly config: CarrierConfig;
  readonly traffic: KnownTraffic;
  readonly promises: Promises;
}

/** Where the bookings are in the agent's store. */
export const bookingsKey = 'bookings';

export const minuteMs = 60_000;
