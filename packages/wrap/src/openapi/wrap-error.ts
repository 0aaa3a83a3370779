// Why a document becomes no agent. Each code is one thing a person can mend; the message says how.

/** `document-*`: the document itself; `options-*`: what was asked for; `nothing-left`: no operation of it can be wrapped. */
export type WrapErrorCode =
  | 'document-missing'
  | 'document-unreachable'
  | 'document-refused'
  | 'document-too-large'
  | 'document-unreadable'
  | 'document-not-openapi'
  | 'document-old'
  | 'document-unknown-version'
  | 'document-invalid'
  | 'document-in-pieces'
  | 'address-refused'
  | 'no-address'
  | 'unknown-operation'
  | 'nothing-left'
  | 'too-many-operations'
  | 'bad-wrap-option'
  | 'folder-exists';

export class WrapError extends Error {
  override readonly name = 'WrapError';
  readonly code: WrapErrorCode;

  constructor(code: WrapErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Why one operation is left out, or one schema cannot be written; the others are wrapped all the same. */
export class Unwrappable extends Error {
  override readonly name = 'Unwrappable';
  /** Where in the operation, from its outside inwards. */
  readonly path: readonly string[];
  readonly reason: string;

  constructor(reason: string, path: readonly string[] = []) {
    super(path.length === 0 ? reason : `${path.join('.')}: ${reason}`);
    this.reason = reason;
    this.path = path;
  }
}

/** Runs the work; what it cannot wrap is told with where that is. @throws Unwrappable */
export function within<Result>(step: string, work: () => Result): Result {
  try {
    return work();
  } catch (thrown) {
    if (!(thrown instanceof Unwrappable)) throw thrown;
    throw new Unwrappable(thrown.reason, [step, ...thrown.path]);
  }
}
