// One task of an experiment: asked for, waited for, and what became of it.

import type { Mesh } from '@parley/mesh';
import { conversationOf } from './chances.ts';
import { ask, type Market, workerName } from './market.ts';

export interface Errand {
  /** Whose result was taken; undefined where nobody's was. */
  readonly agent: string | undefined;
  readonly tookMs: number;
}

/** Markets whose workers are told apart by nothing but what they do have one kind of errand. */
const kind = 0;

/** How near every worker is to it. */
export const allSuitAlike = (workers: number): readonly (readonly number[])[] => [Array<number>(workers).fill(0.75)];

/** @param seed and `task`: whom a tie falls to */
export async function runErrand(
  market: Market,
  caller: Mesh,
  { seed, task, shortlistSize }: { readonly seed: number; readonly task: number; readonly shortlistSize: number },
): Promise<Errand> {
  const startMs = market.nowMs();
  const { outcome } = caller.ask(ask.text(kind), {
    input: ask.input(task),
    withinMs: 60_000,
    conversation: conversationOf(seed, task),
    shortlistSize,
  });
  const settled = await market.settle(outcome);
  return { agent: settled.type === 'done' ? settled.agent : undefined, tookMs: market.nowMs() - startMs };
}

/** What one worker won of so many errands, 0 to 1; the callers take turns. @param from the first errand's number */
export async function shareOf(
  market: Market,
  callers: readonly Mesh[],
  worker: number,
  plan: { readonly seed: number; readonly from?: number; readonly tasks: number; readonly shortlistSize: number },
): Promise<number> {
  const { seed, from = 0, tasks, shortlistSize } = plan;
  let won = 0;
  for (let task = from; task < from + tasks; task += 1) {
    const { agent } = await runErrand(market, callers[task % callers.length]!, { seed, task, shortlistSize });
    if (agent === workerName(worker)) won += 1;
  }
  return won / tasks;
}
