// What one reporter saw of one agent in one capability: how often it delivered, how often it failed, and how long it took
// beside what it had promised. Old sights fade: each counts half after a half-life, so that who has changed is known by
// what it does now. Plain data, with the time handed in.

/** Faded counts, as of `atMs` (milliseconds since 1970). */
export interface Evidence {
  readonly done: number;
  readonly failed: number;
  /** Over the results that came: the sum of the natural logarithms of time taken over time promised. */
  readonly lateness: number;
  readonly atMs: number;
}

/** How one attempt ended: with a result after a while, or not. */
export type Sight =
  | { readonly type: 'done'; readonly promisedMs: number; readonly tookMs: number }
  | { readonly type: 'failed' };

/** A sight counts half after so long. */
const halfLifeMs = 24 * 60 * 60 * 1_000;
/** The way to the agent and back, and a breath: nobody is late by so little. */
const graceMs = 100;
/** One result may be seen as so many times too late, and no more. */
const latenessMax = 1_000;

export const nothingSeen: Evidence = { done: 0, failed: 0, lateness: 0, atMs: 0 };

/** The same evidence, faded until `nowMs`; a clock that went back fades nothing. */
export function fadedTo(evidence: Evidence, nowMs: number): Evidence {
  const keeps = 0.5 ** (Math.max(0, nowMs - evidence.atMs) / halfLifeMs);
  const { done, failed, lateness } = evidence;
  return { done: done * keeps, failed: failed * keeps, lateness: lateness * keeps, atMs: nowMs };
}

/** Two sights of the same, as of `nowMs`. */
export function together(one: Evidence, other: Evidence, nowMs: number): Evidence {
  const [a, b] = [fadedTo(one, nowMs), fadedTo(other, nowMs)];
  return { done: a.done + b.done, failed: a.failed + b.failed, lateness: a.lateness + b.lateness, atMs: nowMs };
}

/** The evidence with one more sight. */
export function withSight(before: Evidence, sight: Sight, nowMs: number): Evidence {
  const faded = fadedTo(before, nowMs);
  if (sight.type === 'failed') return { ...faded, failed: faded.failed + 1 };
  return { ...faded, done: faded.done + 1, lateness: faded.lateness + Math.log(latenessOf(sight)) };
}

// Who is early gains nothing: a promise far above the need would be the better bid else.
function latenessOf({ promisedMs, tookMs }: { readonly promisedMs: number; readonly tookMs: number }): number {
  return Math.min(latenessMax, Math.max(1, (tookMs - graceMs) / Math.max(1, promisedMs)));
}

export function sightsOf({ done, failed }: Evidence): number {
  return done + failed;
}
