// From words to a vector and on to a shortlist, and from bytes to a message: what is computed before anybody is called.

import type { Chapter, Comparison, Contender } from './chapter.ts';

const models = [
  { name: 'MiniLM', model: 'all-MiniLM-L6-v2', timesAtMost: 1.2 },
  { name: 'static', model: 'static', timesAtMost: 1.5 },
] as const;

const embedModule = './parley/embed.ts';

const embeddings = models.map(
  ({ name, model, timesAtMost }): { contenders: readonly Contender[]; comparison: Comparison } => {
    const hit = `${name}, known words`;
    const miss = `${name}, new words`;
    const sought = `${name}, new words to shortlist`;
    return {
      contenders: [
        {
          name: hit,
          about: 'an intent asked before: its vector is in the cache',
          module: embedModule,
          options: { model, words: 'known' },
        },
        {
          name: miss,
          about: 'one embedding of words never seen, about ten tokens, in the worker',
          module: embedModule,
          options: { model },
        },
        {
          name: sought,
          about: 'words never seen, their embedding and the shortlist among 1,000 capabilities',
          module: embedModule,
          options: { model, shortlist: true },
        },
      ],
      comparison: {
        name: `from words to a shortlist, ${name}`,
        inFlight: 1,
        contenders: [hit, miss, sought],
        goals: [{ contender: sought, baseline: miss, measure: 'p50', atLeast: 1 / timesAtMost }],
      },
    };
  },
);

export const words: Chapter = {
  crews: {},
  contenders: [
    ...embeddings.flatMap(({ contenders }) => contenders),
    {
      name: 'JSON.parse',
      about: 'a call, a bid and a result in turn: decoded, nothing checked',
      module: './baselines/json-parse.ts',
    },
    {
      name: 'decode',
      about: '`decode` of `@parley/protocol`: the same messages, validated',
      module: './parley/decode.ts',
    },
  ],
  comparisons: [
    ...embeddings.map(({ comparison }) => comparison),
    {
      name: 'reading a message',
      inFlight: 1,
      contenders: ['JSON.parse', 'decode'],
      goals: [{ contender: 'decode', baseline: 'JSON.parse', measure: 'p50' }],
    },
  ],
  notMeasured: [
    'the embedding service: the models run in a worker of the process that asks, as where no service is in reach',
    'how good a shortlist is: `npm run eval` does that',
    'long intents: those in new words have about ten tokens, and a longer one costs more',
  ],
};
