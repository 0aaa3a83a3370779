// What the supervisor is told by whoever starts it: one line of JSON on its standard input.

import { messageOf, ParleyError, Token } from '@parley/protocol';
import { z } from 'zod';
import { RestartPolicy } from './keeping/restart-policy.ts';

const shutdownMsMax = 10 * 60_000;

export const Order = z.object({
  servers: z.string().min(1),
  mesh: Token,
  /** The workspace whose agent packages are run. */
  root: z.string().min(1),
  /** A roster file; `infra/roster.json` of the workspace where there is one. */
  roster: z.string().optional(),
  /** Follow the workspace: restart what is saved, start what is new, stop what is gone. */
  watch: z.boolean().default(false),
  model: z.string().optional(),
  modelDir: z.string().optional(),
  /** Given to every agent as its configuration, beside the addresses of the workspace's services. */
  config: z.record(z.string(), z.unknown()).default({}),
  /** When an agent that ends is started again, and when it goes into quarantine; a roster may say otherwise for one. */
  restart: RestartPolicy.prefault({}),
  /** How long an agent may take to drain and end after SIGTERM, before SIGKILL. */
  shutdownMs: z.int().min(1).max(shutdownMsMax).default(14_000),
  /** Resident memory of one agent in MiB; one above it is replaced. */
  memoryMbMax: z.number().min(64).default(512),
  /** An agent of its own that lives and says nothing is killed after this long. */
  hungMs: z.number().min(1).default(10_000),
  /** Where /healthz, /readyz and /metrics are; 0 for a free port. */
  health: z
    .object({ host: z.string().min(1), port: z.int().min(0).max(65_535) })
    .prefault({ host: '127.0.0.1', port: 0 }),
});
export type Order = z.infer<typeof Order>;

/** @throws ParleyError `bad-options` */
export function parseOrder(line: string): Order {
  try {
    return Order.parse(JSON.parse(line));
  } catch (thrown) {
    const why = thrown instanceof z.ZodError ? z.prettifyError(thrown) : messageOf(thrown);
    throw new ParleyError('bad-options', `The supervisor's order cannot be read: ${why}`, { cause: thrown });
  }
}
