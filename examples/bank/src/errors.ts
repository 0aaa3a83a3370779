/**
 * The one error class of the bank: what went wrong when it starts, or what an asker did wrong. It knows no agent and
 * no mesh; on HTTP an asker sees it as `{error, reason}` with `status`.
 */

export type BankErrorCode = 'bad-request' | 'key-reused' | 'bad-option' | 'book-unreadable' | 'port-unavailable';

export class BankError extends Error {
  readonly code: BankErrorCode;
  readonly retryable = false;
  /** The HTTP status it is answered with. */
  readonly status: number;

  constructor(code: BankErrorCode, message: string, options: { status?: number; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'BankError';
    this.code = code;
    this.status = options.status ?? 400;
  }
}
