// Some promise more than they do: the shortest time, of which they take a multiple, and often nothing comes of it. What they
// cost the caller is held against an oracle that knows what everybody really does.

import { seededRandom } from '../run/random.ts';
import { mean } from './chances.ts';
import { allSuitAlike, runErrand } from './errand.ts';
import { openMarket, type Worker } from './market.ts';

export interface OverClaimers {
  /** Milliseconds a task that were lost against the oracle: in the first tasks, and in the last. */
  readonly regretMsFirst: number;
  readonly regretMsLast: number;
  /** 0 to 1: by how much it fell. */
  readonly fell: number;
}

const workers = 20;
const overClaiming = 6;
const tasks = 200;
const atOnceFirst = 10;
const atOnceLast = 50;

export async function overClaimers(seed: number): Promise<OverClaimers> {
  const random = seededRandom(seed);
  const honestMs = Array.from({ length: workers - overClaiming }, () => 1_000 + Math.floor(1_000 * random()));
  const all = Array.from({ length: workers }, (_, worker) => {
    if (worker < overClaiming) return overClaimer(random);
    return honest(honestMs[worker - overClaiming]!);
  });
  await using market = await openMarket(all, allSuitAlike(workers));
  const caller = await market.connect({ name: 'caller' });
  const regrets: number[] = [];
  for (let task = 0; task < tasks; task += 1) {
    const { tookMs } = await runErrand(market, caller, { seed, task, shortlistSize: workers });
    regrets.push(tookMs - Math.min(...honestMs));
  }
  const regretMsFirst = mean(regrets.slice(0, atOnceFirst));
  const regretMsLast = mean(regrets.slice(-atOnceLast));
  return { regretMsFirst, regretMsLast, fell: 1 - regretMsLast / regretMsFirst };
}

function honest(tookMs: number): Worker {
  return { promise: () => ({ price: 1, etaMs: tookMs }), work: () => ({ tookMs, delivers: true }) };
}

function overClaimer(random: () => number): Worker {
  return {
    promise: () => ({ price: 1, etaMs: 500 }),
    work: () => ({ tookMs: 4_000, delivers: random() < 0.5 }),
  };
}
