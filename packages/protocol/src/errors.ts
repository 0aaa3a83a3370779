// Errors that survive the wire. A code says what happened; `action` says what the one who got it should do: try
// again, give up, or ask somebody (the caller) for what is missing. It knows nothing of transport.

import { z } from 'zod';

/** What the receiver of an error should do. */
export type ErrorAction = 'retry' | 'give-up' | 'ask';

const actions = {
  undecodable: 'give-up',
  'payload-too-large': 'give-up',
  'unknown-version': 'give-up',
  'unknown-performative': 'give-up',
  'wrong-schema': 'give-up',
  'bad-token': 'give-up',
  'bad-money': 'give-up',
  'currency-mismatch': 'give-up',
  'bad-intent': 'ask',
  'bad-input': 'ask',
  'bad-options': 'give-up',
  'bad-definition': 'give-up',
  'deadline-past': 'give-up',
  'hops-exhausted': 'give-up',
  'duplicate-instance': 'give-up',
  'conflicting-adverts': 'give-up',
  'forged-advert': 'give-up',
  /** Nobody holds a standing contract with this caller, and nobody would. */
  'no-contract': 'retry',
  /** A call under a standing contract failed, and may not be made again. */
  'call-failed': 'give-up',
  'call-expired': 'retry',
  'over-limit': 'retry',
  'over-budget': 'give-up',
  'no-broker': 'retry',
  'no-mesh': 'retry',
  disconnected: 'retry',
  closed: 'give-up',
  internal: 'give-up',
} as const satisfies Record<string, ErrorAction>;

export type ErrorCode = keyof typeof actions;

/** An error as it travels. */
export const WireError = z.looseObject({
  code: z.string().max(64),
  message: z.string().max(2_000),
  retryable: z.boolean(),
});
export type WireError = z.infer<typeof WireError>;

/** The one error class above the bus. `details` are facts for programs; `message` tells a person what to do. */
export class ParleyError extends Error {
  override readonly name = 'ParleyError';
  readonly code: ErrorCode;
  readonly action: ErrorAction;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: { cause?: unknown; details?: Record<string, unknown> } = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.code = code;
    this.action = actions[code];
    this.details = options.details ?? {};
  }

  get retryable(): boolean {
    return this.action === 'retry';
  }

  toWire(): WireError {
    return { code: this.code, message: this.message.slice(0, 2_000), retryable: this.retryable };
  }
}

/** Whatever was thrown, as one line of text for a person. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
