// What happens in one run of the simulated world, drawn by fast-check and so made smaller when a run fails.

import fc from 'fast-check';
import type { Faults } from './simulated.ts';

/** One instance: how it bids, how it works, and what becomes of it. */
export interface InstancePlan {
  readonly agent: string;
  readonly bid: 'propose' | 'refuse' | 'missing' | 'never';
  readonly bidMs: number;
  readonly cents: number;
  readonly etaMs: number;
  readonly validForMs: number;
  readonly work: 'output' | 'failure' | 'failure for good' | 'never';
  readonly workMs: number;
  readonly progressEveryMs: number;
  readonly slots: number;
  readonly ends: { readonly how: 'never' | 'crash' | 'stop'; readonly atMs: number };
  /** From its death to the supervisor's word; undefined where nobody notices. */
  readonly downAfterMs: number | undefined;
}

export interface Plan {
  readonly seed: number;
  readonly faults: Faults;
  readonly withinMs: number;
  readonly attemptsMax: number;
  readonly firstAcceptable: boolean;
  readonly limitCents: number | undefined;
  readonly shortlistMs: number;
  readonly cancelAtMs: number | undefined;
  readonly callerDiesAtMs: number | undefined;
  readonly instances: readonly InstancePlan[];
}

const between = (min: number, max: number) => fc.noBias(fc.integer({ min, max }));
const ms = (max: number) => between(0, max);
/** The value in one of `n` runs, else nothing. */
const onceIn = <T>(n: number, value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: n - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });
const mostly = <T>(usual: T, ...others: T[]) =>
  fc.oneof({ weight: 3 * others.length, arbitrary: fc.constant(usual) }, ...others.map((each) => fc.constant(each)));

const instance: fc.Arbitrary<InstancePlan> = fc.record({
  agent: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
  bid: mostly('propose', 'refuse', 'missing', 'never'),
  bidMs: fc.oneof(ms(20), ms(130)),
  cents: between(0, 500),
  etaMs: ms(1_500),
  validForMs: ms(3_000),
  work: mostly('output', 'failure', 'failure for good', 'never'),
  workMs: ms(900),
  progressEveryMs: between(40, 600),
  slots: mostly(2, 0, 1),
  ends: fc.record({ how: mostly('never', 'crash', 'stop'), atMs: ms(1_200) }),
  downAfterMs: onceIn(2, ms(200)),
});

const percent = (max: number) => between(0, max).map((each) => each / 100);
const faults: fc.Arbitrary<Faults> = fc.oneof(
  fc.constant({ drop: 0, duplicate: 0, damage: 0, delayMaxMs: 5 }),
  fc.record({ drop: percent(20), duplicate: percent(40), damage: percent(5), delayMaxMs: ms(90) }),
);

export const anyPlan: fc.Arbitrary<Plan> = fc.record({
  seed: fc.nat(),
  faults,
  withinMs: fc.oneof(between(1, 1_000), between(1_000, 6_000)),
  attemptsMax: between(1, 5),
  firstAcceptable: mostly(false, true),
  limitCents: onceIn(4, between(100, 500)),
  shortlistMs: ms(20),
  cancelAtMs: onceIn(6, ms(1_500)),
  callerDiesAtMs: onceIn(8, ms(1_000)),
  instances: fc.oneof(
    { weight: 1, arbitrary: fc.constant([]) },
    { weight: 20, arbitrary: fc.array(instance, { minLength: 1, maxLength: 8, size: 'max' }) },
  ),
});
