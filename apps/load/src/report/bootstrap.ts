// How far apart two runs are, and how sure that is: a moving block bootstrap (Künsch, Annals of Statistics 17, 1989) over
// the seconds of each, since neighbouring seconds are alike. Seeded, so that the same two runs give the same answer.

import { quantileSorted } from 'simple-statistics';
import { seededRandom } from '../run/random.ts';

/** Relative to the first: 0.1 is ten per cent more. */
export interface Difference {
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

export const confidence = 0.95;
const resamples = 400;
const blockSeconds = 3;

/**
 * @param of a figure of some seconds, taken together; null where they have none
 * @returns null where either run has no such figure
 */
export function differenceOf<Second>(
  before: readonly Second[],
  after: readonly Second[],
  of: (seconds: readonly Second[]) => number | null,
  seed = 1,
): Difference | null {
  const [a, b] = [of(before), of(after)];
  if (a === null || b === null || a === 0) return null;
  const random = seededRandom(seed);
  const shares: number[] = [];
  for (let i = 0; i < resamples; i += 1) {
    const [one, other] = [of(resampled(before, random)), of(resampled(after, random))];
    if (one !== null && other !== null && one !== 0) shares.push(other / one - 1);
  }
  if (shares.length === 0) return null;
  shares.sort((x, y) => x - y);
  const tail = (1 - confidence) / 2;
  return { share: b / a - 1, low: quantileSorted(shares, tail), high: quantileSorted(shares, 1 - tail) };
}

/** As many seconds, in blocks that begin anywhere; the list is taken as a ring. */
function resampled<Second>(seconds: readonly Second[], random: () => number): readonly Second[] {
  const block = Math.max(1, Math.min(blockSeconds, seconds.length >> 2));
  const taken: Second[] = [];
  while (taken.length < seconds.length) {
    const start = Math.floor(random() * seconds.length);
    for (let i = 0; i < block && taken.length < seconds.length; i += 1) {
      taken.push(seconds[(start + i) % seconds.length]!);
    }
  }
  return taken;
}
