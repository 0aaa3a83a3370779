// What can go wrong below the words. The code says what the caller may do about it: `retryable` is true where the
// same call may succeed later without anybody changing anything.

export type BusErrorCode =
  | 'timeout'
  | 'no-responders'
  | 'disconnected'
  | 'closed'
  | 'unreachable'
  | 'permission-denied'
  | 'payload-too-large'
  | 'bad-subject'
  | 'bad-header'
  | 'handler-failed'
  | 'wrong-revision'
  | 'no-jetstream'
  | 'conflicting-configuration'
  | 'storage';

const retryableCodes: ReadonlySet<BusErrorCode> = new Set(['timeout', 'no-responders', 'disconnected', 'unreachable']);

/** A failure of the bus. `code` is stable; `message` says what to do. */
export class BusError extends Error {
  override readonly name = 'BusError';
  readonly code: BusErrorCode;
  readonly retryable: boolean;

  constructor(code: BusErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.retryable = retryableCodes.has(code);
  }
}
