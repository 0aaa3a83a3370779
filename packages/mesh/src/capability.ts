// A capability's definition: its words and its schemas, shared by whoever offers it and whoever asks for it by type.
// An agent's "./messages" exports it, so that a caller gets a typed input and output without importing the agent.

import type { CapabilityDescription } from '@parley/discovery';
import { assertToken, limits, Money, messageOf, ParleyError } from '@parley/protocol';
import { z } from 'zod';
import type { Delivered, Verified } from './verification.ts';

/** What a capability costs and takes, roughly; shown and used as a first guess, never as a bid. */
export interface Hints {
  readonly price?: Money;
  readonly durationMs?: number;
  readonly slots?: number;
  /** Silence longer than this while it works is taken for failure. */
  readonly progressWithinMs?: number;
}

/** What can be done, in words and schemas. `read` proposes an input from the words of an intent; it is pure. */
export interface CapabilityDefinition<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType> {
  readonly name: string;
  readonly description: string;
  readonly examples: readonly string[];
  readonly tags?: readonly string[];
  readonly input: Input;
  readonly output: Output;
  readonly hints?: Hints;
  /** Where versions of it live side by side: a caller may ask for this one alone. */
  readonly version?: string;
  readonly read?: (intent: string) => Readonly<Record<string, unknown>>;
  /** Every result of it is checked so by whoever asks for it by this definition: see `AskOptions`. */
  verify?(result: Delivered<z.output<Output>>): Verified | Promise<Verified>;
}

/** Declares a capability, checked at once. @throws ParleyError `bad-definition`, `bad-token` */
export function defineCapability<Input extends z.ZodType, Output extends z.ZodType>(
  definition: CapabilityDefinition<Input, Output>,
): CapabilityDefinition<Input, Output> {
  describeCapability(definition);
  return definition;
}

// A definition does not change, and writing its schemas as JSON Schema costs as much as the rest of an ask.
const described = new WeakMap<CapabilityDefinition, CapabilityDescription>();

/** The definition as it is advertised, with JSON Schemas. @throws ParleyError `bad-definition`, `bad-token` */
export function describeCapability(definition: CapabilityDefinition): CapabilityDescription {
  let description = described.get(definition);
  if (description === undefined) {
    description = describe(definition);
    described.set(definition, description);
  }
  return description;
}

function describe(definition: CapabilityDefinition): CapabilityDescription {
  const { name, description, examples, tags = [], hints = {} } = definition;
  const wrong = (what: string): never => {
    throw new ParleyError('bad-definition', `Capability "${name}": ${what}.`);
  };
  assertToken(name, "a capability's name");
  if (typeof description !== 'string' || !/\p{L}/u.test(description)) {
    wrong('it needs a description, a sentence of what it does, because agents are found by it');
  }
  if (description.length > limits.descriptionCharactersMax) {
    wrong(`its description is longer than ${limits.descriptionCharactersMax} characters`);
  }
  if (examples.length > limits.examplesMax) wrong(`it has more than ${limits.examplesMax} examples`);
  for (const example of examples) {
    if (example.trim() === '' || example.length > limits.exampleCharactersMax) {
      wrong(`an example is empty or longer than ${limits.exampleCharactersMax} characters`);
    }
  }
  if (hints.price !== undefined && !Money.safeParse(hints.price).success) wrong('its price hint is no money');
  const { version } = definition;
  if (version !== undefined && !(version.length > 0 && version.length <= 64)) {
    wrong('its version is empty or longer than 64 characters');
  }
  for (const tag of tags) assertToken(tag, 'a tag');
  return {
    name,
    description,
    examples: [...examples],
    tags: [...tags],
    input: jsonSchemaOf(definition.input, 'input', name),
    output: jsonSchemaOf(definition.output, 'output', name),
    hints: { ...hints },
    ...(version === undefined ? {} : { version }),
  };
}

/** A zod schema as JSON Schema. @throws ParleyError `bad-definition` for what JSON Schema cannot say */
function jsonSchemaOf(schema: z.ZodType, io: 'input' | 'output', name: string): Record<string, unknown> {
  try {
    const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input' });
    return rest as Record<string, unknown>;
  } catch (thrown) {
    throw new ParleyError(
      'bad-definition',
      `Capability "${name}": its ${io} schema cannot be written as JSON Schema (${messageOf(thrown)}).`,
      { cause: thrown },
    );
  }
}
