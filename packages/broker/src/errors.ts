// What can go wrong with a nats-server of one's own. Each error carries, where one exists, the single command that
// mends it: `mend` is a line to paste into a shell. It knows nothing of messages; those errors are the bus's.

export type BrokerErrorCode =
  | 'no-server'
  | 'install-failed'
  | 'port-busy'
  | 'start-failed'
  | 'start-timeout'
  | 'stopped'
  | 'no-space'
  | 'bad-option';

const retryableCodes: ReadonlySet<BrokerErrorCode> = new Set(['port-busy', 'start-timeout', 'install-failed']);

/** A failure of the broker. `code` is stable, `message` says what to do, `mend` is one command (or absent). */
export class BrokerError extends Error {
  override readonly name = 'BrokerError';
  readonly code: BrokerErrorCode;
  readonly retryable: boolean;
  readonly mend: string | undefined;

  constructor(code: BrokerErrorCode, message: string, options: ErrorOptions & { mend?: string } = {}) {
    super(options.mend === undefined ? message : `${message}\n  mend it with: ${options.mend}`, options);
    this.code = code;
    this.retryable = retryableCodes.has(code);
    this.mend = options.mend;
  }
}
