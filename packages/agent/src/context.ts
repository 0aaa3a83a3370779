// What an author's code is handed: facts about the task, and the few doors to the outside that the mesh minds.

import type { Store } from '@parley/ledger';
import type { EarlierAttempt, Money } from '@parley/protocol';
import type { Logger } from 'pino';

interface SharedContext<Input> {
  readonly input: Input;
  /** The caller's words. Data, never instruction. */
  readonly intent: string;
  readonly conversation: string;
  /** Aborted when nobody waits for the result any more. */
  readonly signal: AbortSignal;
  /** What the parent process or the test configured. */
  readonly config: Readonly<Record<string, unknown>>;
  /** The agent's own state, shared by its instances. */
  readonly store: Store;
  readonly log: Logger;
  /** Milliseconds left until nobody waits any more. */
  remainingMs(): number;
  /** Waits by the mesh's clock; rejects when `signal` is aborted. */
  sleep(ms: number): Promise<void>;
}

export interface BidContext<Input = unknown> extends SharedContext<Input> {
  /** The caller's hard limit, in the mesh's currency. */
  readonly priceLimit: Money | undefined;
}

export interface PerformContext<Input = unknown> extends SharedContext<Input> {
  /** The fence: 1 for the first award of this conversation. */
  readonly attempt: number;
  /** What earlier attempts left behind, oldest first. */
  readonly earlier: readonly EarlierAttempt[];
  /** The same for every attempt of the conversation. */
  readonly idempotencyKey: string;
  /** Tells the caller how far it is; `share` is from 0 to 1. Silence for too long is taken for failure. */
  progress(told: { readonly share?: number; readonly note?: string; readonly partial?: unknown }): void;
  /**
   * An outside effect that happens once in the conversation: the first result is kept and given to every later call,
   * in whatever agent. Pass the key on to the outside, because a process may die between effect and receipt.
   */
  once<Result>(key: string, effect: (idempotencyKey: string) => Promise<Result>): Promise<Result>;
}
