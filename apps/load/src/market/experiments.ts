// The experiments, how often each is run, and what is expected of all its runs together.

import { allocate } from './allocation.ts';
import { mean, sum } from './chances.ts';
import { fastestResponder } from './fastest-responder.ts';
import { lyingCallers } from './lying-callers.ts';
import { newcomer } from './newcomer.ts';
import { overClaimers } from './over-claimers.ts';

/** One figure over all runs of an experiment, and what is expected of it, where anything is. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly atMost?: number;
  readonly atLeast?: number;
}

export interface Experiment {
  readonly title: string;
  readonly about: string;
  readonly seeds: number;
  readonly seedsQuick: number;
  /** Runs it by each seed. @param ran is told after each */
  run(seeds: readonly number[], ran: (seed: number) => void): Promise<readonly Figure[]>;
}

type Planned<Run> = Omit<Experiment, 'run'> & {
  one(seed: number): Promise<Run>;
  figures(runs: readonly Run[]): readonly Figure[];
};

function experiment<Run>({ one, figures, ...rest }: Planned<Run>): Experiment {
  return {
    ...rest,
    run: async (seeds, ran) => {
      const runs: Run[] = [];
      for (const seed of seeds) {
        runs.push(await one(seed));
        ran(seed);
      }
      return figures(runs);
    },
  };
}

const crowd = { workers: 100, audience: 16, matchNoise: 0.1 };

function allocation(tasks: number, costAtMost: number | undefined, clearWithinMs?: number): Experiment {
  const how = clearWithinMs === undefined ? 'each cleared by itself' : 'cleared together';
  const plan = { ...crowd, tasks, ...(clearWithinMs === undefined ? {} : { clearWithinMs }) };
  return experiment({
    title: `${tasks} tasks at once, ${how}`,
    about: `${crowd.workers} agents of one slot, costs uniform between 0 and 1, the ${crowd.audience} called that seem cheapest, seen with a deviation of ${crowd.matchNoise}; the optimum knows all costs`,
    seeds: 30,
    seedsQuick: 2,
    one: (seed) => allocate(plan, seed),
    figures: (runs) => [
      {
        what: 'all costs over the optimum',
        value: mean(runs.map(({ overOptimum }) => overOptimum)),
        ...(costAtMost === undefined ? {} : { atMost: costAtMost }),
      },
      {
        what: 'messages a task over 2 K + bids + 3',
        value: sum(runs.map((each) => each.messagesPerTask)) / sum(runs.map((each) => each.messagesExpected)),
        ...(costAtMost === undefined ? {} : { atMost: 1 }),
      },
      { what: 'share of the tasks that were done', value: mean(runs.map(({ served }) => served)) / tasks },
    ],
  });
}

/** Of many runs; the share of one in few tasks is chance. */
const shareOffMax = 0.1;

export const experiments: readonly Experiment[] = [
  allocation(50, 1.25),
  allocation(90, undefined),
  allocation(90, 1.1, 50),
  experiment({
    title: 'the fastest responder',
    about: 'ten agents that are equal in all but how soon they bid, 400 tasks one after the other',
    seeds: 12,
    seedsQuick: 2,
    one: (seed) => fastestResponder(10, 400, seed),
    figures: (runs) => {
      const share = mean(runs.map((each) => each.share));
      const { fairShare } = runs[0]!;
      return [
        { what: 'its share of the tasks', value: share },
        { what: 'off from one tenth, of that', value: Math.abs(share / fairShare - 1), atMost: shareOffMax },
      ];
    },
  }),
  experiment({
    title: 'over-claimers',
    about:
      'six of twenty agents promise half the shortest time, take eight times as long and fail every other time; one caller, 200 tasks',
    seeds: 10,
    seedsQuick: 2,
    one: overClaimers,
    figures: (runs) => {
      const first = mean(runs.map((each) => each.regretMsFirst));
      const last = mean(runs.map((each) => each.regretMsLast));
      return [
        { what: 'regret in the first 10 tasks, ms a task', value: first },
        { what: 'regret in the last 50, ms a task', value: last },
        { what: 'by how much it fell', value: 1 - last / first, atLeast: 0.8 },
      ];
    },
  }),
  experiment({
    title: 'lying callers',
    about:
      'two of twenty callers say of one honest agent that it always fails, and of the seven others that they never do; all deliver nine times of ten; 1,080 tasks of the honest callers',
    seeds: 24,
    seedsQuick: 2,
    one: lyingCallers,
    figures: (runs) => {
      const without = mean(runs.map((each) => each.shareWithout));
      const lied = mean(runs.map((each) => each.shareWith));
      return [
        { what: 'the agent’s share without lies', value: without },
        { what: 'with them', value: lied },
        { what: 'its change', value: Math.abs(lied / without - 1), atMost: shareOffMax },
      ];
    },
  }),
  experiment({
    title: 'a better newcomer',
    about:
      'ten agents that deliver in 85 of 100 tasks have had 200 of them; one more comes, promises the same and always delivers',
    seeds: 10,
    seedsQuick: 2,
    one: newcomer,
    figures: (runs) => [
      {
        what: 'the least share of its first 50 tasks, over one eleventh',
        value: Math.min(...runs.map(({ share, fairShare }) => share / fairShare)),
        atLeast: 1,
      },
    ],
  }),
];
