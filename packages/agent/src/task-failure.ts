// A failure that an author declares: the code says what, `retryable` whether another instance of this agent may do
// better. Anything else that is thrown counts as retryable, because nobody knows.

import { type ErrorCode, ParleyError } from '@parley/protocol';

/** Throw it from `perform`. */
export class TaskFailure extends Error {
  override readonly name = 'TaskFailure';
  readonly code: string;
  readonly retryable: boolean;
  readonly partial: unknown;

  constructor(
    code: string,
    message: string,
    options: { readonly retryable?: boolean; readonly partial?: unknown; readonly cause?: unknown } = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.code = code;
    this.retryable = options.retryable ?? true;
    this.partial = options.partial;
  }
}

const notRetryable: ReadonlySet<ErrorCode> = new Set(['bad-input', 'bad-definition']);

/** Whatever was thrown, as the body of a `failure`. Texts are cut to what the wire allows. */
export function failureOf(thrown: unknown): { code: string; text: string; retryable: boolean; partial?: unknown } {
  const text = (thrown instanceof Error ? thrown.message : String(thrown)).slice(0, 2_000);
  if (thrown instanceof TaskFailure) {
    const { code, retryable, partial } = thrown;
    return { code: code.slice(0, 64), text, retryable, ...(partial === undefined ? {} : { partial }) };
  }
  if (thrown instanceof ParleyError) return { code: thrown.code, text, retryable: !notRetryable.has(thrown.code) };
  return { code: 'threw', text, retryable: true };
}
