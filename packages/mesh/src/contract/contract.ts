// A standing contract as its caller has it.

import type { Money } from '@parley/protocol';
import type { Holder } from './lease.ts';

/** What happens to a contract between its calls. */
export type ContractEvent =
  | { readonly type: 'held'; readonly as: 'holder' | 'backup'; readonly holder: Holder; readonly conversation: string }
  | { readonly type: 'took-over'; readonly holder: Holder }
  | { readonly type: 'broken'; readonly holder: Holder; readonly text: string }
  | { readonly type: 'no-holder'; readonly text: string };

export interface StandingContract<Input = unknown, Output = unknown> extends AsyncDisposable {
  /** Undefined while nobody holds it. */
  readonly holder: Holder | undefined;
  readonly backup: Holder | undefined;
  readonly counts: { readonly done: number; readonly failed: number };
  /** What the calls that were done cost together; undefined before the first. */
  readonly spent: Money | undefined;
  /**
   * One call; `withinMs` is ten times the promised time unless said, and a second at least.
   * @throws ParleyError `call-failed`, `call-expired`, `bad-input`, `over-limit`, `over-budget`, `no-contract`,
   * `disconnected`, `closed`
   */
  call(input: Input, options?: { readonly withinMs?: number }): Promise<Output>;
  onEvent(handler: (event: ContractEvent) => void): { close(): void };
  /** Gives it up; calls under way end as `closed`. */
  close(): Promise<void>;
}
