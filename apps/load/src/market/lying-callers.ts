// Some callers lie about one honest agent, as hard as they can: in the mesh's reputation they say that it always fails, and
// that everybody else always delivers. How much less it gets from the others is held against the same market without the lies.

import { seededRandom } from '../run/random.ts';
import { allSuitAlike, shareOf } from './errand.ts';
import { capabilityName, openMarket, type Worker, workerName } from './market.ts';

export interface LyingCallers {
  /** The agent's share of the honest callers' tasks. */
  readonly shareWithout: number;
  readonly shareWith: number;
  /** By how much it changed, of what it was. */
  readonly change: number;
}

const workers = 8;
const callers = 20;
const liars = 2;
const tasksEach = 60;
/** So many lies a liar tells of each agent. */
const claimed = 1_000;

export async function lyingCallers(seed: number): Promise<LyingCallers> {
  const shareWithout = await marketShare(seed, false);
  const shareWith = await marketShare(seed, true);
  return { shareWithout, shareWith, change: Math.abs(shareWith - shareWithout) / shareWithout };
}

async function marketShare(seed: number, isLiedAbout: boolean): Promise<number> {
  const random = seededRandom(seed);
  // Each delivers nine times of ten, and the same tasks in both markets.
  const all = Array.from({ length: workers }, (): Worker => {
    const delivers = Array.from({ length: (callers - liars) * tasksEach }, () => random() < 0.9);
    return {
      promise: () => ({ price: 1, etaMs: 100 }),
      work: (task) => ({ tookMs: 100, delivers: delivers[task]! }),
    };
  });
  await using market = await openMarket(all, allSuitAlike(workers));
  if (isLiedAbout) await lie(market);
  const honest: Awaited<ReturnType<typeof market.connect>>[] = [];
  for (let caller = liars; caller < callers; caller += 1)
    honest.push(await market.connect({ name: `caller-${caller}` }));
  return await shareOf(market, honest, 0, { seed, tasks: honest.length * tasksEach, shortlistSize: workers });
}

async function lie(market: Awaited<ReturnType<typeof openMarket>>): Promise<void> {
  for (let liar = 0; liar < liars; liar += 1) {
    for (let worker = 0; worker < workers; worker += 1) {
      const key = {
        agent: workerName(worker),
        capability: capabilityName,
        reporter: `caller-${liar}`,
        instance: 'liar',
      };
      await market.report(key, worker === 0 ? { done: 0, failed: claimed } : { done: claimed, failed: 0 });
    }
  }
}
