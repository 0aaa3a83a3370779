// What a caller gets: exactly one outcome a conversation, typed, with all that was tried.

import type { Settlement } from '@parley/contract-net';

type Typed<S, Output> = S extends { readonly type: 'done' } ? Omit<S, 'output'> & { readonly output: Output } : S;

/** `done`, `no-route`, `no-bids`, `refused`, `failed`, `expired`, `cancelled`, `unavailable` or `needs-input`. */
export type Outcome<Output = unknown> = { readonly conversation: string; readonly intent: string } & Typed<
  Settlement,
  Output
>;
