// An embedder whose model runs in one worker of its own, so that inference (which blocks the thread it runs in) never
// blocks the caller's. Calls are gathered into small batches, each call has a timer, and a full queue answers at once.
// It knows nothing of the loaders' packages: those live in the worker.

import { createBatchQueue, deliver, type Item } from './batch-queue.ts';
import { type Clock, systemClock, unrefTimer } from './clock.ts';
import type { Embedder, EmbedOptions } from './embedder.ts';
import { EmbeddingError } from './errors.ts';
import { prepareText } from './normalise-text.ts';
import { abortedError, createOpenCalls } from './open-calls.ts';
import type { ResolvedModel } from './resolve-model.ts';
import { channelFor, type OpenChannel } from './worker-channel.ts';
import { createWorkerLifecycle, type WorkerEvent } from './worker-lifecycle.ts';
import type { FromWorker, LoaderName } from './worker-messages.ts';

/** How a worker embedder behaves where it is not told otherwise. */
export const workerEmbedderDefaults = {
  loader: '@huggingface/transformers',
  /** The worker ends after this long without work, and starts again at the next call; Infinity keeps it for good. */
  idleExitMs: 60_000,
  /** Small batches bound the runtime's memory: it never gives back what its largest batch took. */
  batchMax: 8,
  /**
   * How long a text waits for company while the worker is free; 0 is the end of the current turn, so that calls made
   * together go together. While the worker is at work, texts gather anyway, and a lone text would pay the window in full.
   */
  batchWindowMs: 0,
  /** Texts that may wait; the call that would exceed it fails at once with `busy`. */
  queueMax: 1_024,
  /** From the call to its vectors, loading included; also how long the worker may be silent over one batch. */
  requestTimeoutMs: 30_000,
  loadTimeoutMs: 60_000,
  restartDelayMs: 100,
  restartDelayMsMax: 5_000,
  crashesMax: 5,
} as const satisfies Partial<WorkerEmbedderOptions>;

export interface WorkerEmbedderOptions {
  readonly model: ResolvedModel;
  readonly loader?: LoaderName;
  /** A folder whose node_modules holds the loader, where it is not installed beside this package. */
  readonly loaderDir?: string | undefined;
  readonly idleExitMs?: number;
  readonly batchMax?: number;
  readonly batchWindowMs?: number;
  readonly queueMax?: number;
  readonly requestTimeoutMs?: number;
  readonly loadTimeoutMs?: number;
  readonly restartDelayMs?: number;
  readonly restartDelayMsMax?: number;
  readonly crashesMax?: number;
  readonly clock?: Clock;
  /** Told of starts, crashes and exits, for logs. Must not throw. */
  readonly onEvent?: (event: WorkerEvent) => void;
  /** Opens the worker; tests hand in one they can break. */
  readonly openChannel?: OpenChannel;
}

/**
 * An embedder on a worker thread (a child process for `@xenova/transformers`), started at the first call or `ready()`.
 * A request whose worker died is tried once more, then fails with `worker-crashed`. The worker keeps this process alive only
 * while calls are open, and ends with it.
 */
export function createWorkerEmbedder(options: WorkerEmbedderOptions): Embedder {
  const settings = { ...workerEmbedderDefaults, clock: systemClock, onEvent: () => {}, ...options };
  const { clock, model } = settings;
  const queue = createBatchQueue();
  const { requestTimeoutMs } = settings;
  const calls = createOpenCalls({ clock, queue, requestTimeoutMs, changed: updateNeed });
  const readyWaiters: PromiseWithResolvers<void>[] = [];
  let inFlight: { readonly batch: number; readonly items: Item[]; readonly watchdog: unknown } | undefined;
  let windowTimer: unknown;
  let batches = 0;
  let closing: Promise<void> | undefined;

  const lifecycle = createWorkerLifecycle({
    ...settings,
    open: settings.openChannel ?? channelFor(settings.loader),
    load: { type: 'load', model, loader: settings.loader, loaderDir: settings.loaderDir },
    loaded() {
      for (const waiter of readyWaiters.splice(0)) waiter.resolve();
      updateNeed();
      pump();
    },
    answered,
    gone(error) {
      queue.putBack(takeInFlight(), error);
    },
    unusable: failAll,
  });

  function updateNeed(): void {
    if (closing === undefined) lifecycle.setNeeded(calls.size() > 0 || readyWaiters.length > 0);
  }

  function schedulePump(): void {
    if (queue.size() >= settings.batchMax) pump();
    else if (settings.batchWindowMs === 0) queueMicrotask(pump);
    else windowTimer ??= clock.setTimeout(pump, settings.batchWindowMs);
  }

  /** Sends the next batch, where the worker is free and something waits. */
  function pump(): void {
    clock.clearTimeout(windowTimer);
    windowTimer = undefined;
    if (inFlight !== undefined || !lifecycle.isReady() || queue.size() === 0) return;
    const items = queue.take(settings.batchMax);
    batches += 1;
    const watchdog = clock.setTimeout(
      () => lifecycle.kill(`no answer within ${requestTimeoutMs} ms`),
      requestTimeoutMs,
    );
    unrefTimer(watchdog);
    inFlight = { batch: batches, items, watchdog };
    lifecycle.post({ type: 'embed', batch: batches, texts: items.map((item) => item.text) });
  }

  function takeInFlight(): Item[] {
    const items = inFlight?.items ?? [];
    clock.clearTimeout(inFlight?.watchdog);
    inFlight = undefined;
    return items;
  }

  function answered(message: FromWorker & { type: 'embedded' | 'embed-failed' }): void {
    if (message.batch !== inFlight?.batch) return;
    const items = takeInFlight();
    lifecycle.proven();
    if (message.type === 'embedded') {
      for (const [i, item] of items.entries()) deliver(item, message.rows[i], model.dims);
    } else {
      const why = `The model failed on a text, also alone (${message.message}): say it in other words, or use another model.`;
      queue.putBack(items, new EmbeddingError('inference-failed', why));
    }
    pump();
  }

  function failAll(error: EmbeddingError): void {
    takeInFlight();
    for (const waiter of readyWaiters.splice(0)) waiter.reject(error);
    calls.failAll(error);
    updateNeed();
  }

  function admit(texts: readonly string[], signal: AbortSignal | undefined): string[] {
    if (closing !== undefined) throw closedError();
    if (signal?.aborted) throw abortedError(signal);
    const prepared = texts.map(prepareText);
    const { queueMax } = settings;
    if (texts.length > queueMax) {
      throw new EmbeddingError(
        'too-many-texts',
        `${texts.length} texts in one call exceed the queue of ${queueMax}: split the call.`,
      );
    }
    if (queue.size() + texts.length > queueMax) {
      throw new EmbeddingError(
        'busy',
        `The embedder's queue is full (${queue.size()} of ${queueMax} texts wait): try again later.`,
      );
    }
    return prepared;
  }

  return {
    info: {
      space: model.space,
      model: model.name,
      dims: model.dims,
      kind: model.kind,
      degraded: false,
      loader: settings.loader,
    },
    async ready() {
      if (closing !== undefined) throw closedError();
      if (lifecycle.isReady()) return;
      const waiter = Promise.withResolvers<void>();
      readyWaiters.push(waiter);
      updateNeed();
      await waiter.promise;
    },
    async embed(texts: readonly string[], embedOptions: EmbedOptions = {}) {
      const prepared = admit(texts, embedOptions.signal);
      if (prepared.length === 0) return [];
      const vectors = calls.open(prepared, embedOptions.signal);
      schedulePump();
      return vectors;
    },
    close() {
      if (closing === undefined) {
        clock.clearTimeout(windowTimer);
        closing = lifecycle.close();
        failAll(closedError());
      }
      return closing;
    },
  };
}

function closedError(): EmbeddingError {
  return new EmbeddingError('closed', 'This embedder is closed: create a new one.');
}
