// A closed loop: so many operations are always under way, and each that ends is followed by the next. What it measures
// is the time of an operation under that load, not what a stall would do to callers who come by schedule.

import type { Count, Failures, Load, Measured } from './order.ts';
import { quantile } from './statistics.ts';

/**
 * Runs `once`, which does so many `operations`, under the load. Never rejects: what an operation throws is counted by its
 * message.
 */
export async function closedLoop(once: () => Promise<void>, load: Load, operations = 1): Promise<Measured> {
  const latencies: number[] = [];
  const failures: Record<string, number> = {};
  const startMs = performance.now() + load.warmUpMs;
  const endMs = startMs + load.durationMs;
  const lane = async () => {
    for (;;) {
      const begunMs = performance.now();
      if (begunMs >= endMs) return;
      try {
        await once();
        const endedMs = performance.now();
        if (endedMs >= startMs && endedMs < endMs) latencies.push(((endedMs - begunMs) * 1000) / operations);
      } catch (thrown) {
        count(failures, thrown);
      }
    }
  };
  await Promise.all(Array.from({ length: load.inFlight }, lane));
  const sorted = Float64Array.from(latencies).sort();
  return {
    operations: sorted.length * operations,
    ratePerS: ((sorted.length * operations) / load.durationMs) * 1000,
    p50Us: quantile(sorted, 0.5),
    p99Us: quantile(sorted, 0.99),
    failures,
  };
}

/** So many operations in all, so many at a time. Never rejects, as `closedLoop`. */
export async function countedLoop(once: () => Promise<void>, { operations, inFlight }: Count): Promise<Failures> {
  const failures: Record<string, number> = {};
  let left = operations;
  const lane = async () => {
    while (left > 0) {
      left -= 1;
      try {
        await once();
      } catch (thrown) {
        count(failures, thrown);
      }
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  return failures;
}

function count(failures: Record<string, number>, thrown: unknown): void {
  const said = thrown instanceof Error ? thrown.message : String(thrown);
  failures[said] = (failures[said] ?? 0) + 1;
}
