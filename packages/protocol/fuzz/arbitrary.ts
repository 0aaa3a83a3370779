// Messages made from the schemas themselves: whatever a zod schema of the protocol accepts, fast-check can draw. It
// knows the few kinds of schema the protocol uses and refuses any other, so that a new kind cannot go untested.

import fc from 'fast-check';
import type { z } from 'zod';
import { Message, type Performative } from '../src/index.ts';

/** What of zod's own description of a schema is read here. */
interface Definition {
  readonly type: string;
  readonly shape?: Record<string, z.ZodType>;
  readonly catchall?: z.ZodType;
  readonly innerType?: z.ZodType;
  readonly element?: z.ZodType;
  readonly valueType?: z.ZodType;
  readonly entries?: Record<string, string>;
  readonly values?: readonly unknown[];
  readonly options?: readonly z.ZodType[];
  readonly check?: string;
  readonly format?: string;
  readonly checks?: readonly { readonly _zod: { readonly def: Check } }[];
}

interface Check {
  readonly check: string;
  readonly value?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: RegExp;
  readonly inclusive?: boolean;
}

// zod drops a key named __proto__ on purpose, so it is no unknown field that survives.
const ownKey = fc.string({ maxLength: 12 }).filter((key) => key !== '__proto__');

/** Any JSON value, bounded in depth; as a parser would give it (so no -0). */
export const anyJson: fc.Arbitrary<unknown> = fc
  .jsonValue({ maxDepth: 4 })
  .map((value) => JSON.parse(JSON.stringify(value)) as unknown);

/** A message of one performative. */
export function messageArbitrary(performative: Performative): fc.Arbitrary<Message> {
  const option = Message.options.find(({ shape }) => shape.performative.value === performative)!;
  return arbitraryOf(option) as fc.Arbitrary<Message>;
}

/** A message of any performative, each as often. */
export const anyMessage: fc.Arbitrary<Message> = fc.oneof(
  ...Message.options.map((option) => arbitraryOf(option) as fc.Arbitrary<Message>),
);

/** Values that a schema accepts. */
export function arbitraryOf(schema: z.ZodType): fc.Arbitrary<unknown> {
  const def = schema._zod.def as unknown as Definition;
  switch (def.type) {
    case 'object':
      return objectOf(def);
    case 'optional':
      return arbitraryOf(def.innerType!);
    case 'array':
      return fc.array(arbitraryOf(def.element!), {
        minLength: boundOf(def, 'min_length') ?? 0,
        maxLength: Math.min(boundOf(def, 'max_length') ?? 4, 4),
      });
    case 'record':
      return fc.dictionary(ownKey, arbitraryOf(def.valueType!), { maxKeys: 4 });
    case 'union':
      return fc.oneof(...def.options!.map(arbitraryOf));
    case 'enum':
      return fc.constantFrom(...Object.values(def.entries!));
    case 'literal':
      return fc.constantFrom(...def.values!);
    case 'string':
      return stringOf(def);
    case 'number':
      return numberOf(def);
    case 'boolean':
      return fc.boolean();
    case 'unknown':
      return anyJson;
    default:
      throw new Error(`No arbitrary for a zod schema of type "${def.type}": add one here.`);
  }
}

/** A loose object: its own fields, the optional ones now and then, and some that no schema knows. */
function objectOf(def: Definition): fc.Arbitrary<unknown> {
  const fields = Object.entries(def.shape!);
  const optional = (schema: z.ZodType) => (schema._zod.def as unknown as Definition).type === 'optional';
  const known = fc.record(Object.fromEntries(fields.map(([name, schema]) => [name, arbitraryOf(schema)])), {
    requiredKeys: fields.filter(([, schema]) => !optional(schema)).map(([name]) => name),
    noNullPrototype: true,
  });
  if (def.catchall === undefined) return known;
  const extra = fc.dictionary(
    ownKey.map((key) => `x${key}`),
    anyJson,
    { maxKeys: 2, noNullPrototype: true },
  );
  return fc.tuple(extra, known).map(([more, own]) => ({ ...more, ...own }));
}

function stringOf(def: Definition): fc.Arbitrary<string> {
  const pattern = def.checks?.map(({ _zod }) => _zod.def.pattern).find((each) => each !== undefined);
  if (pattern !== undefined) return fc.stringMatching(pattern);
  const minLength = boundOf(def, 'min_length') ?? 0;
  const maxLength = Math.max(minLength, Math.min(boundOf(def, 'max_length') ?? 40, 40));
  return fc.oneof(
    fc.string({ minLength, maxLength }),
    // Other scripts and single code units: a half of a surrogate pair is legal in JSON.
    fc.string({
      unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
      minLength,
      maxLength,
    }),
  );
}

function numberOf(def: Definition): fc.Arbitrary<number> {
  const checks = def.checks?.map(({ _zod }) => _zod.def) ?? [];
  const above = checks.find(({ check }) => check === 'greater_than');
  const below = checks.find(({ check }) => check === 'less_than');
  if (def.check === 'number_format') {
    const min = above?.value ?? Number.MIN_SAFE_INTEGER;
    return fc.integer({ min, max: below?.value ?? Number.MAX_SAFE_INTEGER }).map(withoutMinusZero);
  }
  const min = above?.value ?? -1e300;
  return fc
    .double({
      min,
      max: below?.value ?? 1e300,
      noNaN: true,
      minExcluded: above !== undefined && above.inclusive === false,
    })
    .map(withoutMinusZero);
}

function withoutMinusZero(value: number): number {
  return value === 0 ? 0 : value;
}

function boundOf(def: Definition, name: string): number | undefined {
  const found = def.checks?.map(({ _zod }) => _zod.def).find(({ check }) => check === name);
  return found?.minimum ?? found?.maximum;
}
