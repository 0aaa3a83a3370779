// When trucks leave: on some days of the week, at some times or every so many minutes, on Vienna's clocks.

import { viennaInstant, viennaOffsetMinutes } from '@parley/agent-trade/messages';
import { type Timetable, weekdays } from './config.ts';

const minuteMs = 60_000;
const minutesOfDay = 24 * 60;
/** How far ahead it is looked for trucks that are free. */
const daysAhead = 14;

/** The departures from `fromMs` on, for two weeks, in order; in milliseconds since 1970. */
export function* departures(timetable: Timetable, fromMs: number): Generator<number> {
  const wall = new Date(fromMs + viennaOffsetMinutes(fromMs) * minuteMs);
  for (let ahead = 0; ahead <= daysAhead; ahead++) {
    const day = new Date(Date.UTC(wall.getUTCFullYear(), wall.getUTCMonth(), wall.getUTCDate() + ahead));
    if (!timetable.days.includes(weekdays[(day.getUTCDay() + 6) % 7]!)) continue;
    const date = { year: day.getUTCFullYear(), month: day.getUTCMonth() + 1, day: day.getUTCDate() };
    for (const minutes of minutesFor(timetable)) {
      const at = viennaInstant({ ...date, hour: Math.floor(minutes / 60), minute: minutes % 60 });
      if (at >= fromMs) yield at;
    }
  }
}

function minutesFor(timetable: Timetable): number[] {
  if ('times' in timetable) {
    return timetable.times.map((time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))).sort((a, b) => a - b);
  }
  const { everyMinutes } = timetable;
  return Array.from({ length: Math.ceil(minutesOfDay / everyMinutes) }, (_, at) => at * everyMinutes);
}
