// The worker: loads one model, answers batches one after another. The same file serves as a thread (whose port closes
// with its parent) and as a child process (which leaves when its pipe does, also when the parent was killed). It decides
// nothing: queues, limits, timers and restarts are the parent's.

import { parentPort } from 'node:worker_threads';
import { EmbeddingError } from './errors.ts';
import { type Extract, loadExtractor } from './load-extractor.ts';
import type { FromWorker, ToWorker } from './worker-messages.ts';

let extract: Extract | undefined;
/** What is under way; settled where nothing is. */
let work: Promise<unknown> = Promise.resolve();

function answer(message: FromWorker): void {
  if (parentPort !== null) parentPort.postMessage(message);
  else process.send?.(message);
}

async function load(message: ToWorker & { type: 'load' }): Promise<void> {
  const start = performance.now();
  try {
    extract = await loadExtractor(message.model, message.loader, message.loaderDir);
    answer({ type: 'loaded', loadMs: performance.now() - start });
  } catch (error) {
    const code = error instanceof EmbeddingError ? error.code : 'load-failed';
    answer({ type: 'load-failed', code, message: error instanceof Error ? error.message : String(error) });
  }
}

async function embed(message: ToWorker & { type: 'embed' }): Promise<void> {
  const { batch, texts } = message;
  try {
    if (extract === undefined) throw new Error('the model is not loaded');
    answer({ type: 'embedded', batch, rows: await extract(texts) });
  } catch (error) {
    answer({ type: 'embed-failed', batch, message: error instanceof Error ? error.message : String(error) });
  }
}

function receive(message: ToWorker): void {
  if (message.type === 'leave') {
    // Never in the middle: the native part takes the whole process down when its thread is ended under it.
    void work.then(() => process.exit(0));
    return;
  }
  const next = message.type === 'load' ? load(message) : embed(message);
  work = Promise.all([work, next]);
}

if (parentPort !== null) {
  parentPort.on('message', receive);
} else {
  process.on('message', receive);
  process.on('disconnect', () => process.exit(0));
  // A Ctrl-C in a terminal reaches the whole group: the parent decides when its work is over, and then the pipe closes.
  process.on('SIGINT', () => {});
}
