// What every scene is given, and what it measures.

import type { ChaosOptions } from '../options.ts';
import type { Random } from '../random.ts';
import type { World } from '../world.ts';

interface Stage {
  readonly world: World;
  readonly options: ChaosOptions;
  readonly random: Random;
  /** What is asked is drawn apart from who is hit: how fast asks end must not choose the victims. */
  readonly loadRandom: Random;
  readonly say: (text: string) => void;
}

/** One measured thing. `values` are its samples, one where it is a count. */
export interface Measured {
  readonly name: string;
  readonly unit: 'ms' | 'MB' | '% of a core' | 'count' | 'asks';
  readonly values: readonly number[];
  /** The 95th percentile, or the one value, is to be at most this. */
  readonly atMost?: number;
}

export type Scene = (stage: Stage) => Promise<readonly Measured[]>;
