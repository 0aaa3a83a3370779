// Points in time from one way of writing into another, where both mean the same and nothing is added: an epoch number and
// an ISO text, a date in words and a date in digits. A date that could be two is asked for.

import { type Converted, readAs, refused } from './converted.ts';

const months = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

/** A text or an epoch number as `date` (2025-04-03). */
export function asDate(value: unknown): Converted {
  if (typeof value === 'number' || typeof value === 'string') {
    const instant = typeof value === 'number' || /T|\d \d/.test(value) ? instantIn(value) : undefined;
    if (instant !== undefined) {
      const iso = instant.toISOString();
      // Only midnight is a date; any other time would be lost.
      return iso.endsWith('T00:00:00.000Z') ? readAs('date', value, iso.slice(0, 10)) : refused;
    }
  }
  if (typeof value !== 'string') return refused;
  const found = datesIn(value.trim());
  if (found.length === 1) return readAs('date', value, found[0]!);
  if (found.length === 0) return refused;
  return { ok: false, question: `Which day is "${value}"?`, candidates: found };
}

/** A text or an epoch number as `date-time` (2025-04-03T10:00:00Z). A date alone has no time, and is not given one. */
export function asDateTime(value: unknown): Converted {
  const instant = instantIn(value);
  if (instant === undefined) return refused;
  return readAs('date', value, instant.toISOString().replace('.000Z', 'Z'));
}

/** An ISO text as an epoch number in the unit that the field's own words name. */
export function asEpoch(value: unknown, unit: 's' | 'ms'): Converted {
  if (typeof value !== 'string' && typeof value !== 'number') return refused;
  const instant = instantIn(value);
  if (instant === undefined) return refused;
  const millis = instant.getTime();
  if (unit === 's' && millis % 1000 !== 0) return refused;
  const epoch = unit === 's' ? millis / 1000 : millis;
  return epoch === value ? { ok: true, value } : readAs('date', value, epoch);
}

/** Whether a field of numbers says that it is an epoch, and in what. */
export function epochUnit(description: string, unit: string | undefined): 's' | 'ms' | undefined {
  if (!/\b(epoch|unix)\b/i.test(description)) return undefined;
  if (unit === 's' || unit === 'ms') return unit;
  if (/millisecond|\bms\b/i.test(description)) return 'ms';
  return /\bseconds?\b/i.test(description) ? 's' : undefined;
}

/** Seconds have ten digits and milliseconds thirteen from 2001 to 2286; any other count could be either, or no epoch. */
function instantIn(value: unknown): Date | undefined {
  if (typeof value === 'number') {
    if (!Number.isInteger(value)) return undefined;
    if (value >= 1e9 && value < 1e10) return new Date(value * 1000);
    return value >= 1e12 && value < 1e13 ? new Date(value) : undefined;
  }
  if (typeof value !== 'string') return undefined;
  if (/^1\d{9}(\d{3})?$/.test(value)) return instantIn(Number(value));
  const found = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2})?(\.\d{1,3})?\s?(Z|[+-]\d{2}:?\d{2})$/i.exec(value);
  if (found === null || realDate(found[1]!) === undefined) return undefined;
  const [, day, minute, second = ':00', fraction = '', zone = ''] = found;
  const colon = zone.toUpperCase() === 'Z' ? 'Z' : zone.replace(/(\d{2}):?(\d{2})$/, '$1:$2');
  const instant = new Date(`${day}T${minute}${second}${fraction}${colon}`);
  return Number.isNaN(instant.getTime()) ? undefined : instant;
}

/** Every day a text may mean. */
function datesIn(text: string): string[] {
  const yearFirst = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(text) ?? /^((?:19|20)\d{2})(\d{2})(\d{2})$/.exec(text);
  if (yearFirst !== null) return real([[yearFirst[1]!, yearFirst[2]!, yearFirst[3]!]]);
  const yearLast = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$/.exec(text);
  if (yearLast !== null) {
    const [, a = '', b = '', year = ''] = yearLast;
    return real([
      [year, b, a],
      [year, a, b],
    ]);
  }
  const dayFirst = /^(\d{1,2})(?:st|nd|rd|th)?[ -]([a-z]{3,9})\.?,?[ -](\d{4})$/i.exec(text);
  if (dayFirst !== null) return real([[dayFirst[3]!, monthOf(dayFirst[2]!), dayFirst[1]!]]);
  const monthFirst = /^([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})$/i.exec(text);
  return monthFirst === null ? [] : real([[monthFirst[3]!, monthOf(monthFirst[1]!), monthFirst[2]!]]);
}

function monthOf(word: string): string {
  const lower = word.toLowerCase();
  const index = months.findIndex(
    (month) => month === lower || month.slice(0, 3) === lower || (lower === 'sept' && month === 'september'),
  );
  return String(index + 1);
}

function real(parts: readonly (readonly [string, string, string])[]): string[] {
  const days = parts.map(([year, month, day]) => realDate(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`));
  return [...new Set(days.filter((day) => day !== undefined))];
}

function realDate(day: string): string | undefined {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day) ? day : undefined;
}
