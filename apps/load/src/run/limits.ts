// How much a run may do, whatever it is told: a load test must end, and must not take the machine with it.

import type { Load } from './load-shape.ts';

export const limits = {
  ratePerSMax: 100_000,
  inFlightMax: 4_096,
  callersMax: 32,
  agentsMax: 1_024,
  durationMsMin: 1_000,
  durationMsMax: 24 * 60 * 60 * 1_000,
  warmUpMsMax: 10 * 60 * 1_000,
  /** Agents' processes of one run. */
  crewProcessesMax: 8,
  /** What is under way at the end is waited for so long. */
  drainMs: 10_000,
} as const;

export const defaults = {
  load: { model: 'closed', inFlight: 64 } as Load,
  durationMs: 30_000,
  warmUpMs: 2_000,
  callers: 2,
  agentCount: 16,
  seed: 1,
  /** Share of failures over the last seconds that ends the run. */
  errorShareMax: 0.5,
  /** An arrival of the open model finds so many under way at most, over all callers; else it is a failure, "overload". */
  openInFlightMax: 2_048,
} as const;
