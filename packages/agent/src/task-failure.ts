// A failure that an author declares: the code says what, `retryable` whether another instance of this agent may do
// better. Anything else that is thrown counts as retryable, because nobody knows.

import { limits, messageOf } from '@parley/protocol';

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

/**
 * Whatever was thrown, as the body of a `failure`. An error that says by `code` and `retryable` what it is, is taken at
 * its word; texts are cut to what the wire allows.
 */
export function failureOf(thrown: unknown): { code: string; text: string; retryable: boolean; partial?: unknown } {
  const text = messageOf(thrown).slice(0, limits.textCharactersMax);
  const said = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as Partial<TaskFailure>;
  const code = typeof said.code === 'string' ? said.code.slice(0, 64) : 'threw';
  const retryable = typeof said.retryable === 'boolean' ? said.retryable : true;
  return { code, text, retryable, ...(said.partial === undefined ? {} : { partial: said.partial }) };
}
