// One task of an experiment: asked for, waited for, and what became of it.

import type { Mesh } from '@parley/mesh';
import { conversationOf } from './chances.ts';
import { ask, type Market } from './market.ts';

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
