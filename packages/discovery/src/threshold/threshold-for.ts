// How near is near enough, by vector space: scores of different models mean different things. The bundled models'
// thresholds were measured and are committed (calibration/measure.ts writes them, a test holds them to it); what was
// calibrated at load is remembered for the life of the process.

import measured from '../../calibration/thresholds.json' with { type: 'json' };

const known = new Map<string, number>(Object.entries(measured.thresholds));

/** The least score at which a capability counts as one that can serve an intent; undefined before it was measured. */
export function thresholdFor(space: string): number | undefined {
  return known.get(space);
}

/** Remembers what was measured at load. What was measured before and committed stays. */
export function rememberThreshold(space: string, threshold: number): void {
  if (!known.has(space)) known.set(space, threshold);
}
