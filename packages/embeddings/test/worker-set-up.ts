// An embedder on a scripted worker and a simulated clock, with what its tests look at.

import { createWorkerEmbedder, type WorkerEmbedderOptions, type WorkerEvent } from '../src/index.ts';
import { createScriptedWorker, smallModel } from './scripted-worker.ts';
import { createSimulatedClock } from './simulated-clock.ts';

export function setUp(options: Partial<WorkerEmbedderOptions> = {}) {
  const worker = createScriptedWorker();
  const clock = createSimulatedClock();
  const events: WorkerEvent[] = [];
  const embedder = createWorkerEmbedder({
    model: smallModel,
    clock,
    openChannel: worker.open,
    onEvent: (event) => events.push(event),
    ...options,
  });
  /** Lets everything that needs no time happen. */
  const settle = () => clock.advance(0);
  return { worker, clock, events, embedder, settle };
}

/** `done`, or the code of the error. */
export const outcome = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error: { code?: string }) => error.code,
  );
