// What can go wrong between a text and its vector. The code says what the caller may do about it: `retryable` is
// true where the same call may succeed later without anybody changing anything. Every message ends with what to do.

export type EmbeddingErrorCode =
  | 'model-missing'
  | 'model-corrupt'
  | 'loader-missing'
  | 'load-failed'
  | 'empty-text'
  | 'bad-vector'
  | 'too-many-texts'
  | 'inference-failed'
  | 'busy'
  | 'timeout'
  | 'worker-crashed'
  | 'aborted'
  | 'closed';

const retryableCodes: ReadonlySet<EmbeddingErrorCode> = new Set(['busy', 'timeout', 'worker-crashed']);

/** A failure to embed. `code` is stable and survives the worker's boundary; `cause` carries what lay below. */
export class EmbeddingError extends Error {
  override readonly name = 'EmbeddingError';
  readonly code: EmbeddingErrorCode;
  readonly retryable: boolean;

  constructor(code: EmbeddingErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.retryable = retryableCodes.has(code);
  }
}
