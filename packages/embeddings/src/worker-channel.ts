// Two ways to run the worker, one face: a thread, or a child process for the loader whose native part cannot be loaded
// twice in one process. It keeps this process alive only while `hold(true)`,
// and ends with this process, however that ends.

import { fork } from 'node:child_process';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { FromWorker, LoaderName, ToWorker } from './worker-messages.ts';

export interface WorkerChannel {
  /** The process the worker runs in; undefined where it could not be started. */
  readonly pid: number | undefined;
  post(message: ToWorker): void;
  /** Whether this process must stay alive for the worker's sake. */
  hold(needed: boolean): void;
  /** Ends the worker, after what it is doing where that can be waited for; resolves when it is gone. */
  terminate(): Promise<void>;
}

export interface WorkerChannelHandlers {
  message(message: FromWorker): void;
  /** Called once, when the worker is gone, whatever the reason; `error` is what it died of, where known. */
  exit(error: Error | undefined): void;
}

/** Opens a worker; the way to hand in another one is there for tests. */
export type OpenChannel = (handlers: WorkerChannelHandlers) => WorkerChannel;

/** A batch, or the loading of a model, takes less than this. */
const leaveWithinMs = 10_000;

const workerFile = join(import.meta.dirname, 'worker.ts');

/** The kind of channel a loader needs. */
export function channelFor(loader: LoaderName): OpenChannel {
  return loader === '@xenova/transformers' ? openProcess : openThread;
}

const openThread: OpenChannel = (handlers) => {
  const worker = new Worker(workerFile, { execArgv: [] });
  let error: Error | undefined;
  worker.unref();
  worker.on('message', handlers.message);
  worker.on('error', (cause: Error) => {
    error = cause;
  });
  const gone = Promise.withResolvers<void>();
  let isGone = false;
  worker.on('exit', () => {
    isGone = true;
    gone.resolve();
    handlers.exit(error);
  });
  return {
    pid: process.pid,
    post: (message) => worker.postMessage(message),
    hold: (needed) => (needed ? worker.ref() : worker.unref()),
    // Ended in the middle of native work, a thread takes the whole process with it ("Napi::Error"): it is asked to leave
    // when that is done, and ended by force only where it does not.
    terminate: async () => {
      if (isGone) return;
      worker.ref();
      worker.postMessage({ type: 'leave' } satisfies ToWorker);
      const timer = setTimeout(() => void worker.terminate(), leaveWithinMs);
      await gone.promise;
      clearTimeout(timer);
    },
  };
};

const openProcess: OpenChannel = (handlers) => {
  // What the child prints goes to standard error: standard output is the caller's, who may be printing JSON there.
  const child = fork(workerFile, { execArgv: [], serialization: 'advanced', stdio: ['ignore', 2, 2, 'ipc'] });
  const gone = Promise.withResolvers<void>();
  const hold = (needed: boolean): void => {
    if (needed) {
      child.ref();
      child.channel?.ref();
    } else {
      child.unref();
      child.channel?.unref();
    }
  };
  let left = false;
  const leave = (error: Error | undefined): void => {
    if (left) return;
    left = true;
    gone.resolve();
    handlers.exit(error);
  };
  hold(false);
  child.on('message', (message) => handlers.message(message as FromWorker));
  child.on('error', leave);
  child.on('exit', (code, signal) => leave(new Error(`the worker process ended with ${signal ?? `code ${code}`}`)));
  return {
    pid: child.pid,
    // A pipe that is closing reports by callback; the exit that follows says it once for all.
    post: (message) => void child.send(message, () => {}),
    hold,
    terminate: () => {
      hold(true);
      child.kill('SIGKILL');
      return gone.promise;
    },
  };
};
