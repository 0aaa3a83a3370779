// What changes are derived from: capabilities with a schema, payloads that satisfy it, and what a person would call their
// fields otherwise. Two sets that share nothing: thresholds are set on one, and what they are worth is seen on the other.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonSchema } from '../src/index.ts';

export interface Capability {
  readonly name: string;
  readonly schema: JsonSchema;
  readonly payloads: readonly Payload[];
  /** Other names of a field, by its path; `*` stands for every item of a list. */
  readonly synonyms: Readonly<Record<string, readonly string[]>>;
  /** How people shorten a name. */
  readonly short?: Readonly<Record<string, string>>;
  /** The unit of a number, another one, and how many of the first the other is. */
  readonly units?: Readonly<Record<string, readonly [unit: string, other: string, times: string]>>;
  /** Objects of an amount and a currency. */
  readonly money?: readonly string[];
  /** An amount and a currency that lie side by side. */
  readonly flatMoney?: readonly [amount: string, currency: string];
  /** Two fields of one kind, and two other names for them. */
  readonly pairs?: readonly (readonly [one: string, other: string, one2: string, other2: string])[];
}

export type Payload = Readonly<Record<string, unknown>>;

/** One capability with one of its payloads. */
export interface Sample {
  readonly capability: Capability;
  readonly payload: Payload;
}

export type SetName = 'calibration' | 'held-out';

const folder = join(import.meta.dirname, 'capabilities');

/** Every payload of every capability of a set. */
export function samplesOf(set: SetName): Sample[] {
  const capabilities = JSON.parse(readFileSync(join(folder, `${set}.json`), 'utf8')) as Capability[];
  return capabilities.flatMap((capability) => capability.payloads.map((payload) => ({ capability, payload })));
}
