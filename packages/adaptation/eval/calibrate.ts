// Finds the thresholds on the changes set apart for it: among those that keep the wrong answers to half of what the goal
// allows and ask at most half as much again as the least asking, the most cautious. The held-out changes are not looked at.

import type { Embedder } from '@parley/embeddings';
import { createAdapter, type Thresholds } from '../src/index.ts';
import { type Figures, figuresOf, goals, judgeAll } from './measure.ts';
import type { DerivedCase } from './rules/change.ts';

export interface Tried {
  readonly thresholds: Thresholds;
  readonly figures: Figures;
}

const grid = {
  similarity: [0.35, 0.4, 0.45],
  margin: [0.05, 0.08],
  together: [0.5, 0.6, 0.7],
  doubt: [0.08, 0.12, 0.16, 0.2, 0.24],
} as const;

/** So few changes do not tell points apart that ask nearly alike. */
const leeway = 1.15;

/** Every point of the grid, the best first. `embedder` should keep its vectors, as each text is asked for many times. */
export async function calibrate(
  embedder: Embedder,
  cases: readonly DerivedCase[],
  tell: (line: string) => void,
): Promise<Tried[]> {
  const tried: Tried[] = [];
  for (const similarity of grid.similarity) {
    for (const margin of grid.margin) {
      tell(`similarity ${similarity}, margin ${margin}`);
      for (const together of grid.together) {
        for (const doubt of grid.doubt) {
          const thresholds = { similarity, margin, together, doubt };
          const figures = figuresOf(await judgeAll(createAdapter({ embedder, thresholds }), cases));
          tried.push({ thresholds, figures });
        }
      }
    }
  }
  const least = Math.min(...tried.filter((each) => shortfall(each) === 0).map(({ figures }) => figures.asked));
  const asksMuch = ({ figures }: Tried): number => (figures.asked > leeway * least ? figures.asked : 0);
  return tried.sort((a, b) => shortfall(a) - shortfall(b) || asksMuch(a) - asksMuch(b) || caution(b) - caution(a));
}

/** How many more are wrong than half the goal allows. */
function shortfall({ figures }: Tried): number {
  return Math.max(0, figures.wrong - Math.floor((goals.wrongRateMax / 2) * figures.cases));
}

function caution({ thresholds }: Tried): number {
  const { similarity, margin, together, doubt } = thresholds;
  return similarity + margin + together - doubt;
}
