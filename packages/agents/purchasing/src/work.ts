// What all the steps of one order share: the order, its task, the agent's life beside it, and what is told of it.

import type { PerformContext, StartContext } from '@parley/agent';
import type { Journal } from './journal.ts';
import type { Order, OrderInput } from './order.ts';

export interface Work {
  readonly context: PerformContext<OrderInput>;
  /** Goes on when the task is over. */
  readonly life: StartContext;
  readonly order: Order;
  readonly journal: Journal;
  /** What happened, in order, for people. */
  readonly story: string[];
}

/** Says it to the caller now, and keeps it for the story. @param share how far the order is, 0 to 1 */
export function tell({ context, story }: Work, note: string, share?: number): void {
  story.push(note);
  context.progress({ note, ...(share === undefined ? {} : { share }) });
}
