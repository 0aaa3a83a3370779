// Time as the trade's partners say it: on the clocks of Vienna, with the offset that holds at that moment. The time zone
// is the engine's own data; nothing here knows what the time is now.

const zone = 'Europe/Vienna';
const minuteMs = 60_000;

/** A date and time on a wall clock; `month` is 1 to 12. */
export interface WallClock {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

const parts = new Intl.DateTimeFormat('en-GB', {
  timeZone: zone,
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});
const spoken = new Intl.DateTimeFormat('en-GB', {
  timeZone: zone,
  weekday: 'long',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});
const spokenDate = new Intl.DateTimeFormat('en-GB', { timeZone: zone, day: 'numeric', month: 'long' });

/** How far Vienna's clocks are ahead of UTC, in minutes. @param atMs milliseconds since 1970 */
export function viennaOffsetMinutes(atMs: number): number {
  const { year, month, day, hour, minute, second } = Object.fromEntries(
    parts.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]),
  ) as Record<string, number>;
  const asUtcMs = Date.UTC(year!, month! - 1, day, hour, minute, second);
  return Math.round((asUtcMs - Math.floor(atMs / 1_000) * 1_000) / minuteMs);
}

/** The moment a wall clock in Vienna shows this. An hour that is skipped in spring is read as the one after it. */
export function viennaInstant({ year, month, day, hour, minute }: WallClock): number {
  const asUtcMs = Date.UTC(year, month - 1, day, hour, minute);
  const guessMs = asUtcMs - viennaOffsetMinutes(asUtcMs) * minuteMs;
  return asUtcMs - viennaOffsetMinutes(guessMs) * minuteMs;
}

/** ISO 8601 to the second with Vienna's offset, "2026-11-27T12:00:00+01:00". @param atMs milliseconds since 1970 */
export function viennaIso(atMs: number): string {
  const offset = viennaOffsetMinutes(atMs);
  const wall = new Date(atMs + offset * minuteMs).toISOString().slice(0, 19);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${wall}+${two(Math.floor(offset / 60))}:${two(offset % 60)}`;
}

/** For people: "Friday 12:00", with the date where the weekday alone would not tell, that is six days from `nowMs` on. */
export function viennaWords(atMs: number, nowMs: number): string {
  const [weekday, time] = spoken.format(atMs).split(/[,\s]+(?=\d)/);
  const isNear = Math.abs(atMs - nowMs) < 6 * 24 * 60 * minuteMs;
  return isNear ? `${weekday} ${time}` : `${weekday} ${spokenDate.format(atMs)} ${time}`;
}
