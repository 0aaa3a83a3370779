// Finding the nearest vectors, exactly, beside a plain loop over the same numbers with the same answer. The plain loop
// with one sum is the baseline, as anybody would write it; with four sums side by side it is the strongest we could
// write without Parley's means, and the same is expected against it.

import type { Chapter, Comparison, Contender } from './chapter.ts';

const inWords = (count: number) => count.toLocaleString('en');

function search(count: number): { contenders: readonly Contender[]; comparison: Comparison } {
  const what = `${inWords(count)} vectors`;
  const contender = `search, ${what}`;
  const one = `plain loop, ${what}`;
  const four = `plain loop of four sums, ${what}`;
  return {
    contenders: [
      {
        name: one,
        about: 'a loop over one Float32Array, one sum, the best five kept',
        module: './baselines/plain-search.ts',
        options: { count, sums: 1 },
      },
      {
        name: four,
        about: 'the same with four sums side by side',
        module: './baselines/plain-search.ts',
        options: { count, sums: 4 },
      },
      {
        name: contender,
        about: '`createVectorIndex` of `@parley/embeddings`, the best five, exactly',
        module: './parley/vector-search.ts',
        options: { count },
      },
    ],
    comparison: {
      name: `search among ${what} of 384 numbers`,
      inFlight: 1,
      contenders: [one, four, contender],
      goals: [one, four].map((baseline) => ({ contender, baseline, measure: 'p50' })),
    },
  };
}

function shortlist(count: number): { contenders: readonly Contender[]; comparison: Comparison } {
  const what = `${inWords(count)} capabilities`;
  const contender = `shortlist, ${what}`;
  const one = `plain loop, ${what}`;
  const four = `plain loop of four sums, ${what}`;
  return {
    contenders: [
      {
        name: one,
        about: 'a loop over one Float32Array of their vectors, one sum, the best three kept',
        module: './baselines/plain-search.ts',
        options: { count, sums: 1, advertised: true },
      },
      {
        name: four,
        about: 'the same with four sums side by side',
        module: './baselines/plain-search.ts',
        options: { count, sums: 4, advertised: true },
      },
      {
        name: contender,
        about:
          '`shortlist` of `@parley/discovery`: words and meaning scored, lifted to three agents; no ranking remembered',
        module: './parley/shortlist.ts',
        options: { count },
      },
    ],
    comparison: {
      name: `shortlist among ${what}, vector known`,
      inFlight: 1,
      contenders: [one, four, contender],
      goals: [one, four].map((baseline) => ({ contender, baseline, measure: 'p50', atLeast: 7 })),
    },
  };
}

const indexes = [100, 1_000, 10_000, 100_000].map(search);
const shortlists = [1_000, 10_000].map(shortlist);
const all = [...indexes, ...shortlists];

export const searches: Chapter = {
  crews: {},
  contenders: all.flatMap(({ contenders }) => contenders),
  comparisons: all.map(({ comparison }) => comparison),
  notMeasured: ['vectors of real texts in the searches: they are random, in groups of ten that lie near each other'],
};
