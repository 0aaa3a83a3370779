// Running an author's `perform`, a function or XState logic, to an output that its own schema accepts, or a failure.

import type { Clock } from '@parley/bus';
import type { PerformResult } from '@parley/contract-net';
import { type ActorOptions, type AnyActorLogic, createActor } from 'xstate';
import type { z } from 'zod';
import type { PerformContext } from './context.ts';
import type { Capability } from './definition.ts';
import { parsed } from './parsing.ts';
import { failureOf, TaskFailure } from './task-failure.ts';

type XStateClock = NonNullable<ActorOptions<AnyActorLogic>['clock']>;

/** Never throws nor rejects. Ends when the author's code does, at once where nothing is awaited, or at the abort of `context.signal`. */
export function runPerform(
  capability: Capability,
  context: PerformContext,
  clock: Clock,
): PerformResult | Promise<PerformResult> {
  const failed = (thrown: unknown): PerformResult => ({ type: 'failure', ...failureOf(thrown) });
  try {
    const { perform } = capability;
    const output = typeof perform === 'function' ? perform(context) : runLogic(perform, context, clock);
    if (isPromise(output)) return output.then((each) => checked(capability, each)).catch(failed);
    const result = checked(capability, output);
    return result instanceof Promise ? result.catch(failed) : result;
  } catch (thrown) {
    return failed(thrown);
  }
}

function checked(capability: Capability, output: unknown): PerformResult | Promise<PerformResult> {
  const read = parsed(capability.output, output);
  return read instanceof Promise ? read.then(resultOf) : resultOf(read);
}

function resultOf(read: z.ZodSafeParseResult<unknown>): PerformResult {
  if (read.success) return { type: 'output', output: read.data };
  const issue = read.error.issues[0];
  const text = `its result does not fit its own schema: ${issue?.path.map(String).join('.')}: ${issue?.message}`;
  return { type: 'failure', code: 'bad-output', text: text.slice(0, 2_000), retryable: false };
}

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof (value as Promise<unknown> | undefined)?.then === 'function';
}

// The logic gets the context as its input; what it emits as `progress` is told; its output is the result.
async function runLogic(logic: AnyActorLogic, context: PerformContext, clock: Clock): Promise<unknown> {
  const actor = createActor(logic, { input: context, clock: clock as XStateClock });
  actor.on('progress', (event) => context.progress(event as Parameters<PerformContext['progress']>[0]));
  return await new Promise((resolve, reject) => {
    const onAbort = () => {
      actor.stop();
      reject(new TaskFailure('cancelled', 'the work was stopped'));
    };
    if (context.signal.aborted) return onAbort();
    context.signal.addEventListener('abort', onAbort, { once: true });
    actor.subscribe({
      next: (snapshot) => snapshot.status === 'done' && resolve(snapshot.output),
      error: reject,
      complete: () => context.signal.removeEventListener('abort', onAbort),
    });
    actor.start();
  });
}
