// What is measured, against what, and what is expected: data alone. A new row is a module and a few lines here.

import { bidders } from './task.ts';

/** A process that answers callers. */
export interface CrewMember {
  readonly module: string;
  readonly options?: Readonly<Record<string, unknown>>;
}

/** One thing that is measured: its caller, and the crew that answers it. */
export interface Contender {
  readonly name: string;
  /** One line for a reader. */
  readonly about: string;
  readonly module: string;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly crew: string;
}

/** Contenders measured side by side under the same load. */
export interface Comparison {
  readonly name: string;
  readonly inFlight: number;
  readonly contenders: readonly string[];
  readonly goals: readonly Goal[];
  /** It gets so many rounds even where the others get fewer: its goal is closer than one round can tell. */
  readonly roundsAtLeast?: number;
}

/**
 * `contender` against `baseline` in one comparison. The ratio is above 1 where the contender is better: its rate over
 * the baseline's, or the baseline's p50 over its own.
 */
export interface Goal {
  readonly contender: string;
  readonly baseline: string;
  readonly measure: 'rate' | 'p50';
  /** Absent where nothing is promised. */
  readonly atLeast?: number;
}

const perBidder = (module: string, options: CrewMember['options'] = {}): readonly CrewMember[] =>
  bidders.map((terms) => ({ module, options: { ...options, terms } }));

export const crews: Readonly<Record<string, readonly CrewMember[]>> = {
  'library-responder': [{ module: './baselines/library-responder.ts' }],
  'bus-responder': [{ module: './parley/bus-responder.ts' }],
  'raw-participants': perBidder('./baselines/raw-net-participant.ts'),
  agents: perBidder('./parley/bidder.ts'),
  'agents without record': perBidder('./parley/bidder.ts', { record: 'off' }),
};

export const contenders: readonly Contender[] = [
  {
    name: 'library request',
    about: '`nc.request` of the nats library with its JSON codec, as its documentation shows it',
    module: './baselines/library-caller.ts',
    crew: 'library-responder',
  },
  {
    name: 'library request, noAsyncTraces',
    about: 'the same with the option that spares a stack trace for each request',
    module: './baselines/library-caller.ts',
    options: { noAsyncTraces: true },
    crew: 'library-responder',
  },
  {
    name: 'bus request',
    about: '`request` of `@parley/bus`, JSON at both ends',
    module: './parley/bus-caller.ts',
    crew: 'bus-responder',
  },
  {
    name: 'raw contract net',
    about: 'written by hand on the nats library: the same messages, nothing validated, no state kept',
    module: './baselines/raw-net-caller.ts',
    crew: 'raw-participants',
  },
  {
    name: 'ask by capability',
    about: '`mesh.ask(capability)`: three agents bid, one is awarded and does it',
    module: './parley/ask-caller.ts',
    options: { by: 'capability' },
    crew: 'agents',
  },
  {
    name: 'ask by words',
    about: '`mesh.ask("...")` with the same agents; the vector of the words comes from the cache',
    module: './parley/ask-caller.ts',
    options: { by: 'words' },
    crew: 'agents',
  },
  {
    name: 'ask, record on',
    about: '`mesh.ask(capability)` as above; caller and agents write every conversation into the record',
    module: './parley/ask-caller.ts',
    options: { by: 'capability' },
    crew: 'agents',
  },
  {
    name: 'ask, record off',
    about: 'the same in a mesh whose caller and agents were started with `record: "off"`',
    module: './parley/ask-caller.ts',
    options: { by: 'capability', record: 'off' },
    crew: 'agents without record',
  },
];

const requests = ['library request', 'library request, noAsyncTraces', 'bus request'];
const asks = ['raw contract net', 'ask by capability', 'ask by words'];

const requestGoals = (atLeast?: number): readonly Goal[] => [
  {
    contender: 'bus request',
    baseline: 'library request',
    measure: 'rate',
    ...(atLeast === undefined ? {} : { atLeast }),
  },
  { contender: 'bus request', baseline: 'library request, noAsyncTraces', measure: 'rate' },
];

const askGoals = (measure: Goal['measure']): readonly Goal[] => [
  { contender: 'ask by capability', baseline: 'raw contract net', measure, atLeast: 0.6 },
  { contender: 'ask by words', baseline: 'raw contract net', measure },
];

export const comparisons: readonly Comparison[] = [
  { name: 'request and reply with JSON', inFlight: 64, contenders: requests, goals: requestGoals(2.1) },
  { name: 'request and reply with JSON', inFlight: 256, contenders: requests, goals: requestGoals(2.5) },
  { name: 'contract net, 3 bidders', inFlight: 64, contenders: asks, goals: askGoals('rate') },
  { name: 'contract net, 3 bidders', inFlight: 1, contenders: asks, goals: askGoals('p50') },
  {
    name: 'the record, 3 bidders',
    inFlight: 64,
    contenders: ['ask, record on', 'ask, record off'],
    goals: [{ contender: 'ask, record on', baseline: 'ask, record off', measure: 'rate', atLeast: 0.9 }],
    roundsAtLeast: 11,
  },
];

/** What a reader might take these numbers for, and must not. */
export const notMeasured: readonly string[] = [
  'more than one machine, or a network between them: all is loopback on one host',
  'embedding: the asks by capability need none, the words of the others are in the cache',
  'work: the winner answers at once, and what it answers is small',
  'open arrivals: the loop is closed, so a stall delays the next operation instead of showing in its latency',
  'more than one caller process, more than three agents, failures, progress, durable tasks',
  'a record on a slow disk: the broker stores it, and its machine has its own',
  'trace headers in the raw contract net: Parley sends one with each message to a bidder, the baseline does not',
];

/** As its table is headed, and as a user chooses it. */
export function titleOf({ name, inFlight }: Pick<Comparison, 'name' | 'inFlight'>): string {
  return `${name}, ${inFlight} in flight`;
}
