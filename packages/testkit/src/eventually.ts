// Waiting for something to become true, in place of sleeping for as long as it usually takes. It refuses to know what
// is waited for: a function that throws until it is so.

import { setTimeout as delay } from 'node:timers/promises';

export interface EventuallyOptions {
  /** 10 s unless told. */
  timeoutMs?: number;
  /** Said in the error: "no conversation ended", not "condition". */
  what?: string;
  /** The pause between two tries, 20 ms unless told. */
  everyMs?: number;
}

/**
 * Calls `check` until it neither throws nor rejects, and resolves with what it returned.
 * Throws Error after `timeoutMs`, naming `what` and the last failure (also as `cause`); a check that hangs counts as one.
 */
export async function eventually<T>(check: () => T | Promise<T>, options: EventuallyOptions = {}): Promise<T> {
  const { timeoutMs = 10_000, what = 'the condition', everyMs = 20 } = options;
  const deadline = performance.now() + timeoutMs;
  let lastFailure: unknown = new Error('the check itself did not return');
  for (;;) {
    const outcome = await settleBefore(deadline, check);
    if (outcome === 'late') break;
    if ('value' in outcome) return outcome.value;
    lastFailure = outcome.failure;
    if (performance.now() + everyMs >= deadline) break;
    await delay(everyMs);
  }
  const last = lastFailure instanceof Error ? lastFailure.message : String(lastFailure);
  throw new Error(`waited ${timeoutMs} ms for ${what}; the last failure: ${last}`, { cause: lastFailure });
}

async function settleBefore<T>(
  deadline: number,
  check: () => T | Promise<T>,
): Promise<{ value: T } | { failure: unknown } | 'late'> {
  const timer = new AbortController();
  const late = delay(Math.max(1, deadline - performance.now()), 'late' as const, { signal: timer.signal });
  late.catch(() => {});
  const asked = (async () => ({ value: await check() }))().catch((failure: unknown) => ({ failure }));
  const outcome = await Promise.race([asked, late]);
  timer.abort();
  return outcome;
}
