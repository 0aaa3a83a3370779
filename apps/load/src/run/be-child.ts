// A process of a run, from its own side: it hears its parent, tells it what comes of that, and ends when the channel
// between them closes, in whatever way the parent ends.

import { messageOf } from '@parley/protocol';
import type { FromChild } from './talk.ts';

const endWithinMs = 2_000;

export function tell(said: FromChild): void {
  process.send?.(said);
}

/** @param hear is called with each order; what it throws is told @param end what to do before the process ends */
export function beChild<Order>(hear: (order: Order) => Promise<void>, end: () => Promise<unknown>): void {
  process.on('message', (order: Order) => {
    hear(order).catch((thrown) => tell({ failed: messageOf(thrown) }));
  });
  process.on('disconnect', () => {
    setTimeout(() => process.exit(), endWithinMs);
    void end().finally(() => process.exit());
  });
  // Ctrl-C is for the parent.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
}
