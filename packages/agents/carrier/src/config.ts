// How a carrier is configured: its trucks, its prices, when they leave, and how fast a delivery is played.

import { z } from 'zod';

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

const Price = z.string().regex(/^(?:0|[1-9]\d{0,5})(?:\.\d{1,2})?$/, 'a price in euros, such as "1.05"');
const Time = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'a time such as "05:00"');
const Days = z.array(z.enum(weekdays)).min(1);

const Timetable = z.union(
  [
    z.object({ days: Days, times: z.array(Time).min(1) }),
    z.object({ days: Days, everyMinutes: z.int().min(5).max(720) }),
  ],
  { error: 'needs days ("mon" to "sun") with either times ("05:00") or everyMinutes (5 to 720)' },
);

export const CarrierConfig = z.object({
  /** How many it has. */
  trucks: z.int().min(1).max(1_000),
  /** What one of them takes at most. */
  palletsMax: z.int().min(1).max(100),
  kgMax: z.int().min(1_000).max(60_000),
  /** Of one truck, in euros: for coming at all, for a kilometre, and for an hour of loading, driving and unloading. */
  perTruck: Price,
  perKm: Price,
  perHour: Price,
  loadMinutes: z.int().min(1).max(600),
  unloadMinutes: z.int().min(1).max(600),
  /** On Vienna's clocks. */
  timetable: Timetable,
  /** A delivery is played in time-lapse: so long, in real time, from its award to the arrival it promises. */
  playMs: z.int().min(100).max(600_000).default(6_000),
  /** How long the play stands still for the customer to decide about a delivery that will be late. */
  decideMs: z.int().min(0).max(60_000).default(5_000),
  /** How long it waits for a road to open, in real time, where none leads on. */
  blockedMs: z.int().min(0).max(600_000).default(8_000),
  /** How long a booking stands when nobody says any more that the delivery goes on. */
  leaseMs: z.int().min(2_000).max(600_000).default(15_000),
});
export type CarrierConfig = z.output<typeof CarrierConfig>;
export type Timetable = CarrierConfig['timetable'];

/** @throws Error naming the carrier and every field that is wrong */
export function readCarrierConfig(name: string, config: unknown): CarrierConfig {
  const parsed = CarrierConfig.safeParse(config);
  if (parsed.success) return parsed.data;
  throw new Error(`The configuration of the carrier "${name}" is not right:\n${z.prettifyError(parsed.error)}`);
}
