// The calls that wait for vectors. Each one ends exactly once: by its vectors, its timer, its signal, or a failure that
// ends all. It knows nothing of workers; the embedder is told when the number of open calls changes.

import { type BatchQueue, type Call, settle } from './batch-queue.ts';
import type { Clock } from './clock.ts';
import { EmbeddingError } from './errors.ts';

export interface OpenCalls {
  readonly size: () => number;
  /** Queues the texts of a call; the promise brings their vectors in order. */
  readonly open: (texts: readonly string[], signal: AbortSignal | undefined) => Promise<Float32Array[]>;
  readonly failAll: (error: EmbeddingError) => void;
}

export interface OpenCallsOptions {
  readonly clock: Clock;
  readonly queue: BatchQueue;
  readonly requestTimeoutMs: number;
  readonly changed: () => void;
}

export function createOpenCalls({ clock, queue, requestTimeoutMs, changed }: OpenCallsOptions): OpenCalls {
  const calls = new Set<Call>();

  function open(texts: readonly string[], signal: AbortSignal | undefined): Promise<Float32Array[]> {
    const { promise, resolve, reject } = Promise.withResolvers<Float32Array[]>();
    const onAbort = (): void => settle(call, abortedError(signal!));
    const timer = clock.setTimeout(() => settle(call, timeoutError(requestTimeoutMs)), requestTimeoutMs);
    const call: Call = {
      vectors: [],
      missing: texts.length,
      settled: false,
      end(error) {
        calls.delete(call);
        queue.drop(call);
        clock.clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        changed();
        if (error === undefined) resolve(call.vectors);
        else reject(error);
      },
    };
    calls.add(call);
    queue.add(call, texts);
    signal?.addEventListener('abort', onAbort, { once: true });
    changed();
    return promise;
  }

  return {
    size: () => calls.size,
    open,
    failAll(error) {
      for (const call of calls) settle(call, error);
    },
  };
}

/** What a call given up by its signal ends with. */
export function abortedError(signal: AbortSignal): EmbeddingError {
  return new EmbeddingError('aborted', 'The call was given up by its signal.', { cause: signal.reason });
}

function timeoutError(requestTimeoutMs: number): EmbeddingError {
  const advice = 'try again with fewer texts, or on a freer machine';
  return new EmbeddingError('timeout', `No vectors within ${requestTimeoutMs} ms: ${advice}.`);
}
