// What a run's parent and its processes say to each other, over the channel that Node gives a forked process.

import { z } from 'zod';
import type { Load } from './load-shape.ts';

/** What every process of a run is told first. */
export interface Begin {
  readonly scenario: string;
  readonly servers: string;
  readonly mesh: string;
  readonly model: string;
  readonly agents: number;
  readonly seed: number;
  readonly dataDir: string | undefined;
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
  failures: z.array(z.object({ kind: z.string(), count: counted, example: z.string() })).readonly(),
  inFlight: counted,
  bids: counted,
  bidsOf: counted,
  latency: z.string(),
  service: z.string(),
});

/** What a caller or a crew says. */
export const FromChild = z.union([
  z.object({ ready: z.object({ agents: counted }) }),
  z.object({ failed: z.string() }),
  z.object({ window: WindowCounts }),
  z.object({ ended: z.object({ counts: z.record(z.string(), z.number()) }) }),
]);
export type FromChild = z.infer<typeof FromChild>;
