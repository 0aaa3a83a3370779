// What the supervisor is told by whoever starts it: one line of JSON on its standard input.

import { messageOf, ParleyError, Token } from '@parley/protocol';
import { z } from 'zod';

const shutdownMsMax = 10 * 60_000;

export const Order = z.object({
  servers: z.string().min(1),
  mesh: Token,
  /** The workspace whose agent packages are run. */
  root: z.string().min(1),
  model: z.string().optional(),
  modelDir: z.string().optional(),
  /** Given to every agent as its configuration, beside the addresses of the workspace's services. */
  config: z.record(z.string(), z.unknown()).default({}),
  /** When an agent that ends is started again, and when it is given up; the rest stays as it is by default. */
  restart: z
    .object({
      backOffMs: z.number().min(1),
      backOffMsMax: z.number().min(1),
      exitsMax: z.int().min(1),
      steadyMs: z.number().min(1),
      startMs: z.number().min(1),
    })
    .partial()
    .default({}),
  /** How long an agent may take to drain and end after SIGTERM, before SIGKILL. */
  shutdownMs: z.int().min(1).max(shutdownMsMax).default(14_000),
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
