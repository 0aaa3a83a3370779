// When a child that ended is started again, as data, with OTP's meaning (Erlang/OTP, supervisor behaviour, child
// specifications): what kind of end counts, and how many restarts in how long a time are too many. Where OTP gives up the
// whole supervisor, ours puts the one child into quarantine: visible, and reversible by an operator.

import { z } from 'zod';

const ms = z.number().min(1);

/** What may be said of it; what is not said is taken from elsewhere. */
const said = {
  restart: z.enum(['permanent', 'transient', 'temporary']),
  intensity: z.int().min(0),
  periodMs: ms,
  backOffMs: ms,
  backOffMsMax: ms,
  startMs: ms,
} as const;
export const RestartSettings = z.object(said).partial();

/** One for one: a child's end concerns that child alone. */
export const RestartPolicy = z.object({
  /** permanent: always; transient: where it did not end in order (with 0); temporary: never. */
  restart: said.restart.default('permanent'),
  /** More restarts than this within the period lead to quarantine. */
  intensity: said.intensity.default(5),
  periodMs: said.periodMs.default(60_000),
  /** The pause before a restart; it doubles with every restart within the period, with a quarter of jitter. */
  backOffMs: said.backOffMs.default(200),
  backOffMsMax: said.backOffMsMax.default(10_000),
  /** How long it may take to say that it is ready; it is killed then, which counts as an end. */
  startMs: said.startMs.default(30_000),
});
export type RestartPolicy = z.infer<typeof RestartPolicy>;
