// What an author's code is handed: facts about the task, and the few doors to the outside that the mesh minds.

import type { Store } from '@parley/ledger';
import type { Asking, AskOptions, CapabilityDefinition, Mesh } from '@parley/mesh';
import type { EarlierAttempt, Money } from '@parley/protocol';
import type { Logger } from 'pino';
import type { z } from 'zod';

/**
 * The mesh as an agent sees it while it works: what it asks for is a part of the conversation it works in. A part gets less
 * time than is left and no more money than is left of the caller's limit (where both are in one currency), ends when the
 * work is cancelled, and is never given to an agent above it.
 */
export interface AgentMesh {
  /** @throws ParleyError `hops-exhausted`, `deadline-past`, and as `Mesh.ask` */
  ask(intent: string, options?: Omit<AskOptions, 'under'>): Asking;
  ask<Input extends z.ZodType, Output extends z.ZodType>(
    capability: CapabilityDefinition<Input, Output>,
    options: Omit<AskOptions<z.input<Input>>, 'under'>,
  ): Asking<z.output<Output>>;
}

/** What an agent has from its start to its end, beside any task. */
export interface StartContext {
  /** A caller like any other: what is asked here belongs to no conversation. */
  readonly mesh: Pick<Mesh, 'ask' | 'signal' | 'onSignal'>;
  readonly instance: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly store: Store;
  readonly log: Logger;
  /** Aborted when the instance stops. */
  readonly signal: AbortSignal;
  /** Milliseconds since 1970 (UTC), by the mesh's clock. */
  now(): number;
  /** Waits by the mesh's clock; rejects when `signal` is aborted. */
  sleep(ms: number): Promise<void>;
}

interface SharedContext<Input> {
  readonly input: Input;
  /** The caller's words. Data, never instruction. */
  readonly intent: string;
  readonly conversation: string;
  /** The caller's hard limit; its currency is the one to bid in. */
  readonly priceLimit: Money | undefined;
  /** Aborted when nobody waits for the result any more. */
  readonly signal: AbortSignal;
  /** What the parent process or the test configured. */
  readonly config: Readonly<Record<string, unknown>>;
  /** The agent's own state, shared by its instances. */
  readonly store: Store;
  readonly log: Logger;
  /** Milliseconds left until nobody waits any more. */
  remainingMs(): number;
  /** Milliseconds since 1970 (UTC), by the mesh's clock. */
  now(): number;
  /** Waits by the mesh's clock; rejects when `signal` is aborted. */
  sleep(ms: number): Promise<void>;
}

export interface BidContext<Input = unknown> extends SharedContext<Input> {
  /** The caller has this agent's bid and asks for a better one. The same again holds; a worse one holds as well. */
  readonly revision?: {
    readonly before: { readonly price: Money; readonly etaMs: number };
    readonly price?: Money;
    readonly etaMs?: number;
    readonly text?: string;
  };
}

export interface PerformContext<Input = unknown> extends SharedContext<Input> {
  /** To hand on a part of the work. */
  readonly mesh: AgentMesh;
  /** The fence: 1 for the first award of this conversation. */
  readonly attempt: number;
  /** What earlier attempts left behind, oldest first. */
  readonly earlier: readonly EarlierAttempt[];
  /** The same for every attempt of the conversation. */
  readonly idempotencyKey: string;
  /** Tells the caller how far it is; `share` is from 0 to 1. Silence for too long is taken for failure. */
  progress(told: { readonly share?: number; readonly note?: string; readonly partial?: unknown }): void;
  /**
   * Asks whoever the work is for, and waits: the answer is what `schema` reads. What was answered before in the conversation,
   * to whatever agent, is not asked again. No progress is expected meanwhile; the conversation's deadline goes on.
   * @throws TaskFailure `no-answer` where the caller has none (another agent may do without), `bad-answer`
   */
  ask<Schema extends z.ZodType>(question: string, schema: Schema): Promise<z.output<Schema>>;
  /**
   * An outside effect that happens once in the conversation: the first result is kept and given to every later call,
   * in whatever agent. Pass the key on to the outside, because a process may die between effect and receipt.
   */
  once<Result>(key: string, effect: (idempotencyKey: string) => Promise<Result>): Promise<Result>;
}
