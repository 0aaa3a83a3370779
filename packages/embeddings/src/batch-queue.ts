// Calls and their texts on the way to the worker: which texts wait, which go together in the next batch, and when a call
// has all its vectors. Pure bookkeeping, without timers or workers.

import type { EmbeddingError } from './errors.ts';
import { unitVector } from './vectors.ts';

/** One call of `embed`. */
export interface Call {
  readonly vectors: Float32Array[];
  missing: number;
  settled: boolean;
  /** Called once, by `settle`; without an error the vectors are complete. */
  readonly end: (error: EmbeddingError | undefined) => void;
}

/** One text of a call. */
export interface Item {
  readonly call: Call;
  readonly position: number;
  readonly text: string;
  /** How often a worker failed with this text in its batch. */
  failures: number;
}

export interface BatchQueue {
  readonly size: () => number;
  readonly add: (call: Call, texts: readonly string[]) => void;
  /** Drops what a settled call still had waiting. */
  readonly drop: (call: Call) => void;
  /** The next batch, at most `batchMax` texts; a text that was in a failed batch goes alone, so that it fails alone. */
  readonly take: (batchMax: number) => Item[];
  /** Puts a failed batch back in front; a text that failed for the second time ends its call with `error`. */
  readonly putBack: (items: readonly Item[], error: EmbeddingError) => void;
}

const failuresMax = 2;

export function createBatchQueue(): BatchQueue {
  let waiting: Item[] = [];
  return {
    size: () => waiting.length,
    add(call, texts) {
      for (const [position, text] of texts.entries()) waiting.push({ call, position, text, failures: 0 });
    },
    drop(call) {
      waiting = waiting.filter((item) => item.call !== call);
    },
    take(batchMax) {
      const failedBefore = waiting.findIndex((item) => item.failures > 0);
      const count = failedBefore === 0 ? 1 : failedBefore === -1 ? batchMax : Math.min(batchMax, failedBefore);
      return waiting.splice(0, count);
    },
    putBack(items, error) {
      for (const item of items) item.failures += 1;
      for (const item of items) if (item.failures >= failuresMax) settle(item.call, error);
      waiting.unshift(...items.filter((item) => !item.call.settled));
    },
  };
}

/** Gives an item its row; the call ends with its last one, or with `bad-vector`. */
export function deliver(item: Item, row: ArrayLike<number> | undefined, dims: number): void {
  const { call } = item;
  if (call.settled) return;
  try {
    call.vectors[item.position] = unitVector(row ?? [], dims);
  } catch (error) {
    settle(call, error as EmbeddingError);
    return;
  }
  call.missing -= 1;
  if (call.missing === 0) settle(call);
}

/** Ends a call, once. */
export function settle(call: Call, error?: EmbeddingError): void {
  if (call.settled) return;
  call.settled = true;
  call.end(error);
}
