// One question and its answer, JSON at both ends: the wire below everything else, beside what people use instead.

import type { Chapter, Goal } from './chapter.ts';

const names = [
  'TCP echo',
  'library request',
  'library request, noAsyncTraces',
  'Moleculer call',
  'Moleculer call, CBOR',
  'bus request',
  'contract call',
];

const goals = (ofLibrary: number, ofMoleculer?: number): readonly Goal[] => [
  { contender: 'bus request', baseline: 'library request', measure: 'rate', atLeast: ofLibrary },
  { contender: 'bus request', baseline: 'library request, noAsyncTraces', measure: 'rate' },
  { contender: 'bus request', baseline: 'Moleculer call', measure: 'rate', ...atLeast(ofMoleculer) },
  { contender: 'bus request', baseline: 'Moleculer call, CBOR', measure: 'rate' },
  { contender: 'bus request', baseline: 'TCP echo', measure: 'rate' },
  { contender: 'contract call', baseline: 'bus request', measure: 'rate', atLeast: 0.8 },
  { contender: 'contract call', baseline: 'Moleculer call', measure: 'rate', atLeast: 1 },
];

function atLeast(value: number | undefined): Pick<Goal, 'atLeast'> {
  return value === undefined ? {} : { atLeast: value };
}

export const requests: Chapter = {
  crews: {
    'TCP responder': [{ module: './baselines/tcp-responder.ts' }],
    'library responder': [{ module: './baselines/library-responder.ts' }],
    'Moleculer service': [{ module: './baselines/moleculer-service.ts' }],
    'Moleculer service, CBOR': [{ module: './baselines/moleculer-service.ts', options: { serializer: 'CBOR' } }],
    'bus responder': [{ module: './parley/bus-responder.ts' }],
    'contract holder': [{ module: './parley/contract-holder.ts' }],
  },
  contenders: [
    {
      name: 'TCP echo',
      about: 'no broker at all: framed JSON over one TCP connection; the ceiling',
      module: './baselines/tcp-caller.ts',
      crew: 'TCP responder',
    },
    {
      name: 'library request',
      about: '`nc.request` of the nats library with its JSON codec, as its documentation shows it',
      module: './baselines/library-caller.ts',
      crew: 'library responder',
    },
    {
      name: 'library request, noAsyncTraces',
      about: 'the same with the option that spares a stack trace for each request',
      module: './baselines/library-caller.ts',
      options: { noAsyncTraces: true },
      crew: 'library responder',
    },
    {
      name: 'Moleculer call',
      about: '`broker.call` of Moleculer to a service in another process, over the same server, with its defaults',
      module: './baselines/moleculer-caller.ts',
      crew: 'Moleculer service',
    },
    {
      name: 'Moleculer call, CBOR',
      about: 'the same with the serializer its release notes call the fastest',
      module: './baselines/moleculer-caller.ts',
      options: { serializer: 'CBOR' },
      crew: 'Moleculer service, CBOR',
    },
    {
      name: 'bus request',
      about: '`request` of `@parley/bus`, JSON at both ends',
      module: './parley/bus-caller.ts',
      crew: 'bus responder',
    },
    {
      name: 'contract call',
      about: '`contract.call` of a standing contract: validated by the agent, counted, sampled in the record',
      module: './parley/contract-caller.ts',
      crew: 'contract holder',
    },
  ],
  comparisons: [
    { name: 'request and reply with JSON', inFlight: 64, contenders: names, goals: goals(2.1, 1.4) },
    { name: 'request and reply with JSON', inFlight: 256, contenders: names, goals: goals(2.5, 1.4) },
  ],
  notMeasured: [
    'more than one machine, or a network between them: all is loopback on one host',
    'open arrivals: the loop is closed, so a stall delays the next operation instead of showing in its latency',
    'what Moleculer does besides: parameters are not validated there, and metrics, tracing, caching and its log are off',
  ],
};
