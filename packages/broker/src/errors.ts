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
  | 'unwritable'
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

const fullCodes: readonly string[] = ['ENOSPC', 'EDQUOT', 'EFBIG'];
const reasons: Readonly<Record<string, string>> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'its file system is read-only',
  EEXIST: 'a file is in the place of a folder',
  ENOTDIR: 'a file is in the place of a folder',
  EISDIR: 'a folder is in the place of a file',
  ERR_FS_EISDIR: 'a folder is in the place of a file',
};

/** What the file system said to an attempt to write under `path`, as `no-space` or `unwritable`. */
export function storageError(path: string, thrown: unknown): BrokerError {
  const code = typeof thrown === 'object' && thrown !== null && 'code' in thrown ? String(thrown.code) : '';
  const said = thrown instanceof Error ? thrown.message : String(thrown);
  if (fullCodes.includes(code)) {
    const message = `Nothing more can be written to ${path}, its disk or the quota is full (${said}).`;
    return new BrokerError('no-space', message, { cause: thrown, mend: `df -h ${path}` });
  }
  const message = `${path} cannot be written: ${reasons[code] ?? 'see what the system says'} (${said}).`;
  return new BrokerError('unwritable', message, { cause: thrown, mend: `ls -ld ${path}` });
}
