// What a run's parent and its processes say to each other, over the channel that Node gives a forked process.

import { z } from 'zod';
import type { Load } from './load-shape.ts';

/** What of a run every process of it is told. */
export interface RunOrder {
  /** The file's path. */
  readonly scenario: string;
  readonly model: string;
  readonly agents: number;
  readonly seed: number;
  readonly dataDir: string | undefined;
}

/** Said to each first. */
export interface Begin extends RunOrder {
  readonly servers: string;
  readonly mesh: string;
  /** Which of how many processes of its kind this is. */
  readonly index: number;
  readonly of: number;
}

export type ToCaller =
  | { readonly begin: Begin }
  | {
      readonly load: Load;
      readonly durationMs: number;
      readonly inFlightMax: number;
      readonly drainMs: number;
      /** Another for each load, so that the warm-up takes nothing from what is measured. */
      readonly stream: number;
    }
  | { readonly stop: true };

const counted = z.number().int().nonnegative();

/** A second of one caller. */
const WindowCounts = z.object({
  offered: counted,
  started: counted,
  done: counted,
  failures: z.array(z.object({ kind: z.string(), count: counted, example: z.string() })),
  inFlight: counted,
  bids: counted,
  /** Outcomes that say who bid. */
  bidsOf: counted,
  /** From when it was due, or begun where nothing was due. */
  latency: z.string(),
  /** From when it was begun. */
  service: z.string(),
});
export type WindowCounts = z.infer<typeof WindowCounts>;

/** What a caller or a crew says. */
export const FromChild = z.union([
  z.object({ ready: z.object({ agents: counted }) }),
  z.object({ failed: z.string() }),
  z.object({ window: WindowCounts }),
  z.object({ ended: z.object({ counts: z.record(z.string(), z.number()) }) }),
]);
export type FromChild = z.infer<typeof FromChild>;
