// A market that has settled, and one more comes who promises the same and keeps it better: how soon it gets its share.

import { seededRandom } from '../run/random.ts';
import { allSuitAlike, shareOf } from './errand.ts';
import { openMarket, type Worker } from './market.ts';

export interface Newcomer {
  /** Of the first tasks since it came, 0 to 1. */
  readonly share: number;
  /** One over how many there are then. */
  readonly fairShare: number;
  readonly tasks: number;
}

const established = 10;
const tasksBefore = 200;
const tasks = 50;

export async function newcomer(seed: number): Promise<Newcomer> {
  const random = seededRandom(seed);
  const worker = (reliability: number): Worker => ({
    promise: () => ({ price: 1, etaMs: 500 }),
    work: () => ({ tookMs: 500, delivers: random() < reliability }),
  });
  await using market = await openMarket(
    Array.from({ length: established }, () => worker(0.85)),
    allSuitAlike(established + 1),
  );
  const caller = await market.connect({ name: 'caller' });
  const shared = { seed, shortlistSize: established + 1 };
  await shareOf(market, [caller], established, { ...shared, tasks: tasksBefore });
  await market.join([worker(1)]);
  const share = await shareOf(market, [caller], established, { ...shared, from: tasksBefore, tasks });
  return { share, fairShare: 1 / (established + 1), tasks };
}
