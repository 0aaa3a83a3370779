// A worker whose every word a test decides: it stands where the thread would, so that crashes, silence and nonsense can be
// had at will and without a model.

import type { OpenChannel, ResolvedModel, WorkerChannelHandlers } from '../src/index.ts';
import { resolveModel } from '../src/index.ts';
import type { ToWorker } from '../src/worker-messages.ts';

export interface ScriptedWorker {
  readonly open: OpenChannel;
  /** Batches posted and not yet answered or lost, over all starts. */
  readonly batches: { readonly batch: number; readonly texts: readonly string[] }[];
  readonly starts: () => number;
  readonly running: () => boolean;
  readonly held: () => boolean;
  /** Whether a start answers `loaded` by itself. */
  loadsByItself: boolean;
  readonly say: WorkerChannelHandlers['message'];
  /** Answers the oldest batch, by default with sound vectors. */
  readonly answer: (rowOf?: (text: string) => Float32Array) => void;
  readonly crash: () => void;
}

const dims = 4;

/** A model of four dims; its files are never read here. */
export const smallModel: ResolvedModel = { ...resolveModel({ model: 'static' }), dims };

/** A vector that tells texts apart by their length. */
export function rowFor(text: string): Float32Array {
  return Float32Array.of(text.length, 1, 0, 0);
}

export function createScriptedWorker(): ScriptedWorker {
  let handlers: WorkerChannelHandlers | undefined;
  let starts = 0;
  let held = false;
  const batches: { batch: number; texts: readonly string[] }[] = [];
  const leave = (error?: Error): void => {
    const left = handlers;
    handlers = undefined;
    batches.length = 0;
    left?.exit(error);
  };
  const worker: ScriptedWorker = {
    batches,
    starts: () => starts,
    running: () => handlers !== undefined,
    held: () => held,
    loadsByItself: true,
    open(opened) {
      starts += 1;
      handlers = opened;
      return {
        pid: process.pid,
        post(message: ToWorker) {
          if (message.type === 'embed') batches.push(message);
          else if (worker.loadsByItself) queueMicrotask(() => opened.message({ type: 'loaded', loadMs: 1 }));
        },
        hold: (needed) => {
          held = needed;
        },
        terminate: async () => leave(),
      };
    },
    say: (message) => handlers?.message(message),
    answer(rowOf = rowFor) {
      const next = batches.shift()!;
      handlers?.message({ type: 'embedded', batch: next.batch, rows: next.texts.map(rowOf) });
    },
    crash: () => leave(new Error('a scripted crash')),
  };
  return worker;
}
