// What the supervisor is told by whoever starts it: one line of JSON on its standard input.

import { messageOf, ParleyError, Token } from '@parley/protocol';
import { z } from 'zod';

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
    })
    .partial()
    .default({}),
});
export type Order = z.infer<typeof Order>;

/** @throws ParleyError `bad-options` */
export function parseOrder(line: string): Order {
  try {
    return Order.parse(JSON.parse(line));
  } catch (thrown) {
    throw new ParleyError('bad-options', `The supervisor's order cannot be read: ${messageOf(thrown)}`, {
      cause: thrown,
    });
  }
}
