// The life of the one worker: started at the first need, started again with growing pauses after a crash, given up for a
// while after too many, ended when nobody needs it. It knows when a worker should run, and nothing of what it is asked:
// texts, queues and callers are the embedder's.

import { type Clock, unrefTimer } from './clock.ts';
import { EmbeddingError } from './errors.ts';
import type { OpenChannel, WorkerChannel } from './worker-channel.ts';
import type { FromWorker, ToWorker } from './worker-messages.ts';

export type WorkerEvent =
  | { readonly type: 'starting' }
  | { readonly type: 'loaded'; readonly loadMs: number }
  | { readonly type: 'load-failed'; readonly error: EmbeddingError }
  /** `restartMs` is the pause before the next start; undefined where none is planned. */
  | { readonly type: 'crashed'; readonly error: EmbeddingError; readonly restartMs: number | undefined }
  | { readonly type: 'idle-exit' };

export interface LifecycleOptions {
  readonly open: OpenChannel;
  readonly load: ToWorker & { type: 'load' };
  readonly clock: Clock;
  readonly idleExitMs: number;
  readonly loadTimeoutMs: number;
  /** The pause after the first crash; it doubles with each further one. */
  readonly restartDelayMs: number;
  readonly restartDelayMsMax: number;
  /** Crashes in a row after which waiting work fails, and new work for `restartDelayMsMax` as well. */
  readonly crashesMax: number;
  readonly onEvent: (event: WorkerEvent) => void;
  /** The worker is ready for its next batch. */
  readonly loaded: () => void;
  readonly answered: (message: FromWorker & { type: 'embedded' | 'embed-failed' }) => void;
  /** The worker is gone, and with it what it was working at. Work that shall be tried again is put back in the queue now. */
  readonly gone: (error: EmbeddingError) => void;
  /** No worker can be had: all work waiting fails with this. */
  readonly unusable: (error: EmbeddingError) => void;
}

export interface WorkerLifecycle {
  readonly isReady: () => boolean;
  /** Tells whether there is work: starts the worker where there is, lets it grow old where there is none. */
  readonly setNeeded: (needed: boolean) => void;
  readonly post: (message: ToWorker) => void;
  /** A batch came back: the worker is sound. */
  readonly proven: () => void;
  /** Ends a worker that does not answer; as good as a crash. */
  readonly kill: (reason: string) => void;
  readonly close: () => Promise<void>;
}

export function createWorkerLifecycle(options: LifecycleOptions): WorkerLifecycle {
  const { clock } = options;
  let state: 'stopped' | 'loading' | 'ready' | 'pausing' | 'closed' = 'stopped';
  let channel: WorkerChannel | undefined;
  let needed = false;
  let crashes = 0;
  let blockedUntilMs = Number.NEGATIVE_INFINITY;
  let stateTimer: unknown;
  let idleTimer: unknown;

  function begin(): void {
    state = 'loading';
    options.onEvent({ type: 'starting' });
    try {
      const opened = options.open({
        message: (message) => channel === opened && receive(message),
        exit: (error) => channel === opened && crashed(error?.message ?? 'it ended by itself'),
      });
      channel = opened;
      opened.hold(needed);
      opened.post(options.load);
    } catch (cause) {
      crashed(String(cause));
      return;
    }
    stateTimer = clock.setTimeout(
      () => kill(`it did not load within ${options.loadTimeoutMs} ms`),
      options.loadTimeoutMs,
    );
    unrefTimer(stateTimer);
  }

  function receive(message: FromWorker): void {
    if (message.type === 'loaded') {
      clock.clearTimeout(stateTimer);
      state = 'ready';
      options.onEvent(message);
      options.loaded();
    } else if (message.type === 'load-failed') {
      const error = new EmbeddingError(message.code, message.message);
      void release();
      options.onEvent({ type: 'load-failed', error });
      options.unusable(error);
    } else {
      options.answered(message);
    }
  }

  /** Lets go of the worker, if there is one; its later words are not heard. */
  async function release(): Promise<void> {
    const leaving = channel;
    channel = undefined;
    state = 'stopped';
    clock.clearTimeout(stateTimer);
    clock.clearTimeout(idleTimer);
    await leaving?.terminate();
  }

  function kill(reason: string): void {
    if (channel !== undefined) crashed(reason);
  }

  function crashed(reason: string): void {
    void release();
    crashes += 1;
    const error = new EmbeddingError(
      'worker-crashed',
      `The embedding worker is gone (${reason}): try again; if it happens again, see its log.`,
    );
    options.gone(error);
    const givingUp = crashes >= options.crashesMax;
    const pauseMs = Math.min(options.restartDelayMsMax, options.restartDelayMs * 2 ** (crashes - 1));
    const restartMs = givingUp || !needed ? undefined : pauseMs;
    options.onEvent({ type: 'crashed', error, restartMs });
    if (givingUp) {
      blockedUntilMs = clock.now() + options.restartDelayMsMax;
      options.unusable(error);
    } else if (restartMs !== undefined) {
      state = 'pausing';
      stateTimer = clock.setTimeout(begin, restartMs);
    }
  }

  function blocked(): EmbeddingError {
    const waitMs = Math.ceil(blockedUntilMs - clock.now());
    return new EmbeddingError(
      'worker-crashed',
      `The embedding worker crashed ${crashes} times in a row: it is tried again in ${waitMs} ms.`,
    );
  }

  function setNeeded(value: boolean): void {
    if (value === needed) return;
    needed = value;
    clock.clearTimeout(idleTimer);
    channel?.hold(value);
    if (state === 'closed') return;
    if (value && state === 'stopped') {
      if (clock.now() < blockedUntilMs) options.unusable(blocked());
      else begin();
    } else if (!value && state === 'pausing') {
      void release();
    } else if (!value && channel !== undefined && Number.isFinite(options.idleExitMs)) {
      idleTimer = clock.setTimeout(idleExit, options.idleExitMs);
      unrefTimer(idleTimer);
    }
  }

  function idleExit(): void {
    void release();
    options.gone(new EmbeddingError('worker-crashed', 'The embedding worker ended for want of work: try again.'));
    options.onEvent({ type: 'idle-exit' });
  }

  return {
    isReady: () => state === 'ready',
    setNeeded,
    post: (message) => channel?.post(message),
    proven: () => {
      crashes = 0;
    },
    kill,
    close: async () => {
      const left = release();
      state = 'closed';
      await left;
    },
  };
}
