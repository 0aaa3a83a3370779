// Equals but for how fast they bid: whoever answers first should win no more than the others. Known markets of agents give
// the first ten to thirty times as much (Magentic Marketplace, 2025).

import { allSuitAlike, shareOf } from './errand.ts';
import { openMarket, type Worker } from './market.ts';

export interface FastestResponder {
  /** Of the tasks, 0 to 1. */
  readonly share: number;
  /** One over how many they are. */
  readonly fairShare: number;
  readonly tasks: number;
}

const stepMs = 20;

export async function fastestResponder(workers: number, tasks: number, seed: number): Promise<FastestResponder> {
  const all = Array.from(
    { length: workers },
    (_, worker): Worker => ({
      bidAfterMs: worker * stepMs,
      promise: () => ({ price: 1, etaMs: 100 }),
      work: () => ({ tookMs: 100, delivers: true }),
    }),
  );
  await using market = await openMarket(all, allSuitAlike(workers));
  const caller = await market.connect({ name: 'caller' });
  const share = await shareOf(market, [caller], 0, { seed, tasks, shortlistSize: workers });
  return { share, fairShare: 1 / workers, tasks };
}
