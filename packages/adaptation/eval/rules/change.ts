// One derived change: a payload of another version, the schema it is to fit, and what it truly means there.

import type { SeededRandom } from '@parley/testkit';
import type { JsonSchema } from '../../src/index.ts';
import type { Sample, SetName } from '../sample.ts';
import type { Version } from '../version.ts';

/** What a right answer is. */
type Due =
  /** This value, and only this. */
  | { readonly type: 'value'; readonly value: unknown }
  /** A question: the payload does not say it, or says it in two ways. */
  | { readonly type: 'question' }
  /** This value or a question; another value is wrong. */
  | { readonly type: 'value-or-question'; readonly value: unknown };

export interface Change {
  readonly payload: unknown;
  readonly target: JsonSchema;
  /** The payload's own schema, where the caller tells it. */
  readonly source?: JsonSchema;
  readonly due: Due;
}

export interface Rule {
  readonly name: string;
  /** Undefined where the sample has nothing that it could change. */
  readonly derive: (sample: Sample, version: Version, random: SeededRandom) => Change | undefined;
}

export interface DerivedCase extends Change {
  readonly set: SetName;
  readonly rule: string;
  readonly capability: string;
}

/** The payload means, in the target's terms, what it was before it was changed. */
export function sameAsBefore({ capability, payload }: Sample, version: Version, told = false): Change {
  return {
    payload: version.payload,
    target: capability.schema,
    ...(told ? { source: version.schema } : {}),
    due: { type: 'value', value: payload },
  };
}

export function mustAsk({ capability }: Sample, version: Version): Change {
  return { payload: version.payload, target: capability.schema, due: { type: 'question' } };
}

/** Some of them, in a random order. */
export function some<T>(items: readonly T[], most: number, random: SeededRandom): T[] {
  return random.shuffle(items).slice(0, random.integer(1, most));
}
