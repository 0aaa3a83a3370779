// A whole contract net: who can do it is called, bids, is awarded and does it. Beside Parley stand the same messages by
// hand, a composition of libraries, and a call to everybody.

import { biddersOf } from '../task.ts';
import type { Chapter, CrewMember, Goal } from './chapter.ts';

/** Those who can do it live in so many processes, on both sides. */
const processCount = 4;

function bidders(module: string, count: number, options: CrewMember['options']): readonly CrewMember[] {
  const all = biddersOf(count);
  return Array.from({ length: processCount }, (_, process) => ({
    module,
    options: { ...options, terms: all.filter((_terms, i) => i % processCount === process) },
  }));
}

const rawParticipants = './baselines/raw-net-participant.ts';
const agents = './parley/bidders.ts';

const askGoals = (measure: Goal['measure'], ofRaw: number, ofNaive?: number): readonly Goal[] => [
  { contender: 'ask by capability', baseline: 'raw contract net', measure, atLeast: ofRaw },
  { contender: 'ask by capability', baseline: 'raw contract net, any three', measure },
  {
    contender: 'ask by capability',
    baseline: 'naive composition',
    measure,
    ...(ofNaive === undefined ? {} : { atLeast: ofNaive }),
  },
  { contender: 'ask by words', baseline: 'raw contract net', measure },
];

const asks = [
  'raw contract net',
  'raw contract net, any three',
  'naive composition',
  'ask by capability',
  'ask by words',
];

export const nets: Chapter = {
  crews: {
    'raw participants': bidders(rawParticipants, 16, { net: 'of-16' }),
    'naive participants': bidders('./baselines/naive-participant.ts', 16, {}),
    agents: bidders(agents, 16, { net: 'of-16' }),
    'agents without record': bidders(agents, 16, { net: 'of-16-off', record: 'off' }),
    'raw participants, 64': bidders(rawParticipants, 64, { net: 'of-64', broadcast: true }),
    'agents, 64': bidders(agents, 64, { net: 'of-64' }),
  },
  contenders: [
    {
      name: 'raw contract net',
      about: 'written by hand on the nats library: the same messages to the same three of 16, nothing validated',
      module: './baselines/raw-net-caller.ts',
      options: { net: 'of-16' },
      crew: 'raw participants',
    },
    {
      name: 'raw contract net, any three',
      about: 'the same, with another three of the 16 each time, chosen at random: the traffic that Parley makes',
      module: './baselines/raw-net-caller.ts',
      options: { net: 'of-16', rotate: 16 },
      crew: 'raw participants',
    },
    {
      name: 'naive composition',
      about:
        'as one would compose it from libraries: `nc.request`, zod on each message, an XState machine at both ends',
      module: './baselines/naive-caller.ts',
      crew: 'naive participants',
    },
    {
      name: 'ask by capability',
      about: '`mesh.ask(capability)`: three of 16 agents that can do it bid, one is awarded and does it',
      module: './parley/ask-caller.ts',
      options: { by: 'capability', net: 'of-16' },
      crew: 'agents',
    },
    {
      name: 'ask by words',
      about: '`mesh.ask("...")` with the same agents; the vector of the words comes from the cache',
      module: './parley/ask-caller.ts',
      options: { by: 'words', net: 'of-16' },
      crew: 'agents',
    },
    {
      name: 'broadcast net of 64',
      about: 'written by hand: one publish calls all 64, every bid is collected, the cheapest is awarded',
      module: './baselines/raw-net-caller.ts',
      options: { net: 'of-64', broadcast: 64 },
      crew: 'raw participants, 64',
    },
    {
      name: 'ask of 64',
      about: '`mesh.ask(capability)` where 64 agents can do it: three of them bid',
      module: './parley/ask-caller.ts',
      options: { by: 'capability', net: 'of-64' },
      crew: 'agents, 64',
    },
    {
      name: 'ask, record off',
      about: '`mesh.ask(capability)` of 16 in a mesh whose caller and agents were started with `record: "off"`',
      module: './parley/ask-caller.ts',
      options: { by: 'capability', net: 'of-16-off', record: 'off' },
      crew: 'agents without record',
    },
  ],
  comparisons: [
    { name: 'contract net, 3 of 16', inFlight: 64, contenders: asks, goals: askGoals('rate', 0.6, 2.2) },
    { name: 'contract net, 3 of 16', inFlight: 1, contenders: asks, goals: askGoals('p50', 1 / 1.35) },
    {
      name: 'many who can do it',
      inFlight: 64,
      contenders: ['broadcast net of 64', 'ask by capability', 'ask of 64'],
      goals: [
        { contender: 'ask of 64', baseline: 'broadcast net of 64', measure: 'rate', atLeast: 4 },
        { contender: 'ask of 64', baseline: 'ask by capability', measure: 'rate', atLeast: 0.7 },
      ],
    },
    {
      name: 'the record',
      inFlight: 64,
      contenders: ['ask by capability', 'ask, record off'],
      goals: [{ contender: 'ask by capability', baseline: 'ask, record off', measure: 'rate', atLeast: 0.9 }],
      roundsAtLeast: 11,
    },
  ],
  notMeasured: [
    'work: the winner answers at once, and what it answers is small',
    'more than one caller process, failures, progress, durable tasks',
    'a record on a slow disk: the broker stores it, and its machine has its own',
    'trace headers in the nets by hand: Parley sends one with each message to a bidder, they do not',
  ],
};
