// The changes of the project's own set, by a seed: every rule over every payload it has something to change in, some times.

import { seededRandom } from '@parley/testkit';
import { calibrationRules } from './rules/calibration-rules.ts';
import type { DerivedCase } from './rules/change.ts';
import { heldOutRules } from './rules/held-out-rules.ts';
import { type SetName, samplesOf } from './sample.ts';
import { Version } from './version.ts';

export const rulesOf = { calibration: calibrationRules, 'held-out': heldOutRules } as const;

/** Each rule of the set over each of its payloads, `times` times; what comes out twice is kept once. */
export function deriveSet(set: SetName, seed: number, times = 2): DerivedCase[] {
  const random = seededRandom(seed);
  const found = new Map<string, DerivedCase>();
  for (const rule of rulesOf[set]) {
    for (const sample of samplesOf(set)) {
      for (let time = 0; time < times; time += 1) {
        const { capability } = sample;
        const change = rule.derive(sample, new Version(capability.schema, sample.payload), random);
        if (change === undefined) continue;
        const one = { ...change, set, rule: rule.name, capability: capability.name };
        found.set(JSON.stringify(one), one);
      }
    }
  }
  return [...found.values()];
}
