// What an author writes: a name, and for each capability what it takes, how to bid for it and how to perform it.
// Everything else (messages, deadlines, slots, adverts) is done for them.

import { type CapabilityDefinition, describeCapability } from '@parley/mesh';
import { assertToken, limits, type Money, ParleyError } from '@parley/protocol';
import type { AnyActorLogic } from 'xstate';
import type { z } from 'zod';
import type { BidContext, PerformContext, StartContext } from './context.ts';

/** A bid: what it costs, and how long until the result. */
export interface Offer {
  /** In the mesh's currency where it is a plain decimal string. */
  readonly price: string | Money;
  readonly etaMs: number;
  /** How long the offer stands; 20 s unless said. */
  readonly validForMs?: number;
  readonly terms?: Record<string, unknown>;
  /** Shown to people, never decided on. */
  readonly note?: string;
}

/** Not this one, and why. */
export interface Refusal {
  readonly refuse: string;
}

type MaybePromise<T> = T | Promise<T>;

/** One capability as its agent implements it. */
export interface Capability<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType>
  extends CapabilityDefinition<Input, Output> {
  bid(context: BidContext<z.output<Input>>): MaybePromise<Offer | Refusal>;
  /** A function, or XState logic that gets the context as its input, emits `progress` and ends with the output. */
  readonly perform: ((context: PerformContext<z.output<Input>>) => MaybePromise<z.input<Output>>) | AnyActorLogic;
}

/** An agent as its package exports it by default. */
export interface AgentDefinition {
  readonly name: string;
  readonly version: string;
  /** How many tasks it works on at a time. */
  readonly slots: number;
  // biome-ignore lint/suspicious/noExplicitAny: each capability has types of its own
  readonly capabilities: Readonly<Record<string, Capability<any, any>>>;
  /** Run once, before the instance is advertised: to listen to signals, say. It does not start where this throws. */
  readonly start?: (context: StartContext) => MaybePromise<void>;
}

/** What an agent's package exports by default where it makes several agents: `parley.agents` in its package.json names them. */
export type AgentFactory = (order: {
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
}) => AgentDefinition;

export interface AgentOptions<Capabilities> {
  readonly name: string;
  readonly version?: string;
  readonly slots?: number;
  readonly capabilities: Capabilities;
  readonly start?: AgentDefinition['start'];
}

/** One capability, with the types of its input and output inferred for `bid` and `perform`. */
export function capability<Input extends z.ZodType, Output extends z.ZodType>(
  definition: Omit<Capability<Input, Output>, 'name'> & { readonly name?: string },
): Capability<Input, Output> {
  return { name: '', ...definition };
}

/**
 * An agent. The key of a capability is its name, unless its shared definition has one already.
 * @throws ParleyError `bad-definition`, `bad-token`, naming what to mend
 */
// biome-ignore lint/suspicious/noExplicitAny: each capability has types of its own
export function defineAgent(options: AgentOptions<Readonly<Record<string, Capability<any, any>>>>): AgentDefinition {
  const { name, version = '0.1.0', slots = 8 } = options;
  const wrong = (what: string): never => {
    throw new ParleyError('bad-definition', `Agent "${name}": ${what}.`);
  };
  assertToken(name, "an agent's name");
  if (!Number.isInteger(slots) || slots < 1 || slots > limits.slotsMax) {
    wrong(`slots must be a whole number from 1 to ${limits.slotsMax}`);
  }
  const entries = Object.entries(options.capabilities);
  if (entries.length === 0) wrong('it has no capability');
  if (entries.length > limits.capabilitiesPerAgentMax) {
    wrong(`it has ${entries.length} capabilities, ${limits.capabilitiesPerAgentMax} are allowed`);
  }
  const capabilities = Object.fromEntries(
    entries.map(([key, each]) => {
      const named = each.name === '' ? { ...each, name: key } : each;
      if (typeof named.bid !== 'function') wrong(`capability "${key}" has no bid`);
      const performs = typeof named.perform === 'function' || typeof named.perform?.transition === 'function';
      if (!performs) wrong(`capability "${key}" has no perform: give a function or XState logic`);
      describeCapability(named);
      return [named.name, named];
    }),
  );
  if (Object.keys(capabilities).length !== entries.length) wrong('two of its capabilities have the same name');
  const { start } = options;
  return { name, version, slots, capabilities, ...(start === undefined ? {} : { start }) };
}
