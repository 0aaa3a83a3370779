// Many tasks at once among workers of one slot each: what they cost together, beside the least they could cost. After the
// negotiation reference, 1.4: independent uniform costs, an audience of 16 of 100, and a match that knows the costs with noise.

import { linearSumAssignment } from 'linear-sum-assignment';
import { seededRandom } from '../run/random.ts';
import { conversationOf, normal, sum } from './chances.ts';
import { ask, openMarket, type Worker } from './market.ts';

export interface AllocationPlan {
  readonly workers: number;
  readonly tasks: number;
  readonly audience: number;
  /** The standard deviation of what the match knows of a cost between 0 and 1. */
  readonly matchNoise: number;
  /** Cleared together within so many ms; each by itself where absent. */
  readonly clearWithinMs?: number;
}

export interface Allocation {
  /** What all cost together, one that is not served 1, over the least that all could cost. */
  readonly overOptimum: number;
  readonly served: number;
  readonly messagesPerTask: number;
  /** `2 K + bids + 3` of the same run: calls, answers, an end for each bid; award, agreement, result. */
  readonly messagesExpected: number;
}

/** Longer than the awards of all, so that a slot that is taken stays taken. */
const workMs = 5_000;

export async function allocate(plan: AllocationPlan, seed: number): Promise<Allocation> {
  const { workers, tasks, audience, matchNoise, clearWithinMs } = plan;
  const random = seededRandom(seed);
  const costs = Array.from({ length: tasks }, () => Array.from({ length: workers }, () => random()));
  const suits = costs.map((row) => row.map((cost) => suitOf(cost + matchNoise * normal(random))));
  const all = Array.from(
    { length: workers },
    (_, worker): Worker => ({
      slots: 1,
      promise: (errand) => ({ price: costs[errand]![worker]!, etaMs: workMs }),
      work: () => ({ tookMs: workMs, delivers: true }),
    }),
  );
  await using market = await openMarket(all, suits);
  const caller = await market.connect({ name: 'caller', ...(clearWithinMs === undefined ? {} : { clearWithinMs }) });
  const outcomes = await market.settle(
    Promise.all(
      costs.map(
        (_, errand) =>
          caller.ask(ask.text(errand), {
            input: ask.input(errand),
            shortlistSize: audience,
            withinMs: 4 * workMs,
            conversation: conversationOf(seed, errand),
            score: ({ price }) => -Number(price.amount),
          }).outcome,
      ),
    ),
  );
  const paid = outcomes.flatMap((each) => (each.type === 'done' ? [Number(each.price.amount)] : []));
  const messages = market.messages();
  const count = (...acts: readonly string[]) => acts.reduce((sum, act) => sum + (messages[act] ?? 0), 0);
  return {
    overOptimum: (sum(paid) + tasks - paid.length) / leastCost(costs),
    served: paid.length,
    messagesPerTask: sum(Object.values(messages)) / tasks,
    messagesExpected: (2 * count('cfp') + count('propose')) / tasks + 3,
  };
}

/** By a solver that the product does not use. */
function leastCost(costs: readonly (readonly number[])[]): number {
  const { rowAssignments } = linearSumAssignment(
    costs.map((row) => [...row]),
    { maximaze: false },
  );
  return sum(costs.map((row, task) => row[rowAssignments[task]!]!));
}

/** Half the scale for costs between 0 and 1, so that noise leaves the order as it is, also at its ends. */
function suitOf(cost: number): number {
  return Math.min(1, Math.max(0, 0.75 - cost / 2));
}
