// How a caller's wish becomes weights.

import { defaults } from '@parley/protocol';
import type { Weights } from './choose.ts';

/** What a caller may prefer. */
export const preferences = ['price', 'time', 'reliability'] as const;
export type Preference = (typeof preferences)[number];

/** The usual weights, or the preferred term at .7 and the others sharing the rest in their usual proportion. */
export function weightsFor(prefer?: Preference): Weights {
  const usual: Weights = defaults.weights;
  if (prefer === undefined) return usual;
  const rest = (1 - defaults.preferredWeight) / (1 - usual[prefer]);
  return {
    price: usual.price * rest,
    time: usual.time * rest,
    reliability: usual.reliability * rest,
    quality: usual.quality * rest,
    [prefer]: defaults.preferredWeight,
  };
}
