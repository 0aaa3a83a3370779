// Time that passes only when a test says so.

import type { Clock } from '../src/index.ts';

export interface SimulatedClock extends Clock {
  /** Moves time on, running what falls due, in order; pending promises are let through in between. */
  advance(byMs: number): Promise<void>;
}

export function createSimulatedClock(): SimulatedClock {
  let nowMs = 0;
  let timers: { readonly dueMs: number; readonly run: () => void }[] = [];
  return {
    now: () => nowMs,
    setTimeout(run, delayMs) {
      const timer = { dueMs: nowMs + delayMs, run };
      timers.push(timer);
      return timer;
    },
    clearTimeout(handle) {
      timers = timers.filter((timer) => timer !== handle);
    },
    async advance(byMs) {
      const endMs = nowMs + byMs;
      for (;;) {
        await new Promise(setImmediate);
        const next = timers.filter((timer) => timer.dueMs <= endMs).sort((a, b) => a.dueMs - b.dueMs)[0];
        if (next === undefined) break;
        timers = timers.filter((timer) => timer !== next);
        nowMs = next.dueMs;
        next.run();
      }
      nowMs = endMs;
    },
  };
}
