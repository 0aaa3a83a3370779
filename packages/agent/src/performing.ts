// Running an author's `perform`, a function or XState logic, to an output that its own schema accepts, or a failure.

import type { Clock } from '@parley/bus';
import type { PerformResult } from '@parley/contract-net';
import { type ActorOptions, type AnyActorLogic, createActor } from 'xstate';
import type { PerformContext } from './context.ts';
import type { Capability } from './definition.ts';
import { failureOf, TaskFailure } from './task-failure.ts';

type XStateClock = NonNullable<ActorOptions<AnyActorLogic>['clock']>;

/** Never rejects. Ends when the author's code does, or at the abort of `context.signal`. */
export async function runPerform(
  capability: Capability,
  context: PerformContext,
  clock: Clock,
): Promise<PerformResult> {
  try {
    const { perform } = capability;
    const output = typeof perform === 'function' ? await perform(context) : await runLogic(perform, context, clock);
    const parsed = await capability.output.safeParseAsync(output);
    if (parsed.success) return { type: 'output', output: parsed.data };
    const issue = parsed.error.issues[0];
    const text = `its result does not fit its own schema: ${issue?.path.map(String).join('.')}: ${issue?.message}`;
    return { type: 'failure', code: 'bad-output', text: text.slice(0, 2_000), retryable: false };
  } catch (thrown) {
    return { type: 'failure', ...failureOf(thrown) };
  }
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
