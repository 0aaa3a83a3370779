// A load run as it is kept: one JSON object, checked when it is read again. Times are milliseconds since the load began,
// latencies microseconds; histograms are HDR's compressed form in base64, in microseconds.

import { z } from 'zod';

const count = z.int().nonnegative();
const number = z.number();
const us = number.nonnegative();

const Latency = z.strictObject({ min: us, mean: us, p50: us, p90: us, p99: us, p999: us, max: us });
export type Latency = z.infer<typeof Latency>;

const Kind = z.strictObject({ kind: z.string(), count });

/** A second of the load. Warm-up is not in the summary. */
const Window = z.strictObject({
  atMs: number,
  durationMs: number,
  warmUp: z.boolean(),
  offered: count,
  started: count,
  done: count,
  failed: count,
  inFlight: count,
  p50Us: us.nullable(),
  p90Us: us.nullable(),
  p99Us: us.nullable(),
  maxUs: us.nullable(),
  /** A task, where outcomes say who bid. */
  bids: number.nullable(),
  errors: z.array(Kind),
  histogram: z.string(),
});
export type Window = z.infer<typeof Window>;

const Sampled = z.strictObject({
  name: z.string(),
  role: z.enum(['caller', 'agent', 'broker', 'supervisor']),
  pid: count,
  samples: z.array(z.strictObject({ atMs: number, cpuCores: number, memoryBytes: number })),
});
export type SampledProcess = z.infer<typeof Sampled>;

const LoadShape = z.discriminatedUnion('model', [
  z.strictObject({ model: z.literal('open'), rate: z.strictObject({ fromPerS: number, toPerS: number }) }),
  z.strictObject({ model: z.literal('closed'), inFlight: count }),
]);

export const LoadReport = z.strictObject({
  kind: z.literal('parley-load'),
  version: z.literal(1),
  command: z.string(),
  startedAt: z.string(),
  seed: count,
  scenario: z.strictObject({ name: z.string(), about: z.string() }),
  load: LoadShape,
  durationMs: number,
  warmUpMs: number,
  /** Processes that ask. */
  callers: count,
  /** In the mesh, as far as this run started them; null in a mesh that was there. */
  agents: count.nullable(),
  /** Without credentials; null for its own. */
  server: z.string().nullable(),
  machine: z.strictObject({
    processor: z.string(),
    cores: count,
    memoryGiB: number,
    system: z.string(),
    loadBefore: number,
    versions: z.record(z.string(), z.string()),
  }),
  /** Why it ended before its time. */
  stopped: z.strictObject({ reason: z.string(), atMs: number }).nullable(),
  summary: z.strictObject({
    /** Ended, well or not. */
    operations: count,
    done: count,
    failed: count,
    errors: z.array(z.strictObject({ kind: z.string(), count, example: z.string() })),
    offeredPerS: number,
    donePerS: number,
    failedShare: number,
    /** Of all that ended; in the open model from when each was due. */
    latencyUs: Latency.nullable(),
    /** From when each was begun; null in the closed model, where it is the same. */
    serviceUs: Latency.nullable(),
    bidsPerTask: number.nullable(),
    /** Sent to the broker by anybody, measured by the broker; null where it is not ours to ask. */
    messagesPerTask: number.nullable(),
  }),
  histogram: z.strictObject({ latency: z.string(), service: z.string().nullable() }),
  windows: z.array(Window),
  processes: z.array(Sampled),
  /** What the scenario measures beside. */
  figures: z.array(z.strictObject({ name: z.string(), value: number, unit: z.string(), about: z.string() })),
});
export type LoadReport = z.infer<typeof LoadReport>;
