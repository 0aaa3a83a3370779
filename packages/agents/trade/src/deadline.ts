// Deadlines in words. An order keeps the words it was given ("Friday noon"), so that reading it needs no clock; what they
// mean is worked out when it is known what the time is. Words that could mean two moments mean none: of readings that
// differ in strictness alone, the earlier one counts, since who is served earlier is served.

import { GB } from 'chrono-node/en';
import { viennaInstant, viennaOffsetMinutes } from './vienna-time.ts';

type Found = ReturnType<typeof GB.parse>[number];

/** Any moment will do to find out whether words name a time at all. */
const anyMs = Date.UTC(2026, 0, 1);
const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const byWords = /(?:\b(?:by|before|until|till|than|latest))[\s:,]*(?:on\s+)?(?:the\s+)?$/i;
/** What turns a moment into something that is no deadline, or into another moment. */
const turnedBefore = /\b(?:of|after|from|since|not before|early|late|mid|ordered|around|about)[\s-]*(?:the\s+)?$/i;
/** What belongs to the time and was not understood: "Friday 9-12", "Friday 13h". */
const unreadAfter = /^[\s,]*(?:at\s*|-\s*)?\d{1,2}\s*(?:[-–:.]\s*\d|h\b|o'clock)|^\s*(?:or|and)\s+(?:on\s+)?$/i;
const twoWays = /^(\d{1,2})\/(\d{1,2})(?:\/\d+)?/;

/** The words of an intent that say until when, as they stand there; undefined where none or several do. */
export function deadlineWords(intent: string): string | undefined {
  const times = foundIn(intent, anyMs);
  const named = times.filter(({ index }) => byWords.test(intent.slice(0, index)));
  const meant = named.length > 0 ? named : times.filter(({ text }) => !/^[a-z]{3}$/i.test(text));
  const [only, ...more] = meant;
  return only !== undefined && more.length === 0 && isDeadline(only, intent) ? only.text : undefined;
}

/**
 * The moment that words or an ISO time mean, in milliseconds since 1970, by the clocks of Vienna; a day without an hour is
 * over at 23:59, and a weekday or an hour is the next one. Undefined where they mean no moment, or not one.
 */
export function deadlineAt(words: string, nowMs: number): number | undefined {
  const [found, ...more] = foundIn(words, nowMs);
  if (found === undefined || more.length > 0 || !isDeadline(found, words)) return undefined;
  if (isPinned(found) || !isForward(words)) return momentOf(found);
  const today = momentOf(foundIn(words, startOfDay(nowMs))[0] ?? found);
  return today > nowMs ? today : momentOf(foundIn(words, startOfDay(nowMs + dayMs))[0] ?? found);
}

// Whether it is said from now on, or by its date, rather than by a weekday or an hour that come again.
function isPinned(found: Found): boolean {
  return found.start.isCertain('day') || hasTag(found, /relativeDate/);
}

function momentOf(found: Found): number {
  const { start } = found;
  if (start.isCertain('timezoneOffset')) return start.date().getTime();
  const hasHour = start.isCertain('hour') || hasTag(found, /relativeDate|tonight|morning|afternoon|evening|night|noon/);
  const [hour, minute] = hasHour ? [start.get('hour')!, start.get('minute')!] : [23, 59];
  return viennaInstant({ year: start.get('year')!, month: start.get('month')!, day: start.get('day')!, hour, minute });
}

function foundIn(text: string, nowMs: number): Found[] {
  const reference = { instant: new Date(nowMs), timezone: viennaOffsetMinutes(nowMs) };
  return GB.parse(text, reference, { forwardDate: isForward(text) });
}

function isForward(text: string): boolean {
  return !/\b(?:last|past|ago)\b/i.test(text);
}

function isDeadline(found: Found, text: string): boolean {
  const { start, end, index } = found;
  const isRange = end !== null && end !== undefined;
  if (isRange || turnedBefore.test(text.slice(0, index))) return false;
  if (unreadAfter.test(text.slice(index + found.text.length))) return false;
  const [, first, second] = twoWays.exec(found.text) ?? [];
  if (first !== second && Number(first) <= 12 && Number(second) <= 12) return false;
  const named = (['day', 'weekday', 'hour'] as const).some((part) => start.isCertain(part));
  return named || hasTag(found, /relativeDate|casualReference/);
}

function hasTag(found: Found, pattern: RegExp): boolean {
  return [...found.start.tags()].some((tag) => pattern.test(tag) && !tag.startsWith('parser/'));
}

function startOfDay(nowMs: number): number {
  const wall = new Date(nowMs + viennaOffsetMinutes(nowMs) * minuteMs);
  const [year, month, day] = [wall.getUTCFullYear(), wall.getUTCMonth() + 1, wall.getUTCDate()];
  return viennaInstant({ year, month, day, hour: 0, minute: 0 });
}
