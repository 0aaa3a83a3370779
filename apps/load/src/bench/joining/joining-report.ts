// From runs of joining to what is published of them.

import { type Spread, spreadOf } from '../statistics.ts';
import type { JoiningRun } from './joining-field.ts';
import { type Joining, replicaCount } from './joining-plan.ts';

export interface JoiningRow {
  readonly agents: number;
  readonly processes: number;
  readonly replicas: number;
  /** False where a round failed; `failures` says how. */
  readonly valid: boolean;
  readonly failures: readonly string[];
  readonly coldMs: Spread;
  readonly cachedMs: Spread;
  /** In all rounds together. */
  readonly lost: number;
  readonly heartbeatShare: Spread;
  /** What is expected, in words, and whether it was met; by the medians, save that nothing may be lost. */
  readonly expected: readonly { readonly what: string; readonly met: boolean }[];
}

export function joiningRowOf(joining: Joining, runs: readonly JoiningRun[], failures: readonly string[]): JoiningRow {
  const valid = failures.length === 0 && runs.length > 0;
  const { agents, goals } = joining;
  const over = (pick: (run: JoiningRun) => number) => spreadOf(runs.map(pick));
  const cachedMs = over((run) => run.cachedMs);
  const heartbeatShare = over((run) => run.heartbeatShare);
  const lost = runs.reduce((sum, run) => sum + run.lost, 0);
  return {
    agents,
    processes: Math.min(joining.processes, agents),
    replicas: replicaCount,
    valid,
    failures,
    coldMs: over((run) => run.coldMs),
    cachedMs,
    lost,
    heartbeatShare,
    expected:
      goals === undefined
        ? []
        : [
            {
              what: `cached within ${goals.cachedMsAtMost.toLocaleString('en')} ms`,
              met: valid && cachedMs.median <= goals.cachedMsAtMost,
            },
            { what: 'none lost', met: valid && lost === 0 },
            {
              what: `heartbeats under ${goals.heartbeatShareAtMost * 100} % of a core`,
              met: valid && heartbeatShare.median < goals.heartbeatShareAtMost,
            },
          ],
  };
}
