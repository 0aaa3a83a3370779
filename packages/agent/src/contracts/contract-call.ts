// One call under a standing contract: the input is checked and made to fit, the author's `perform` is run as for a task,
// and one answer comes out.

import { describeCapability } from '@parley/mesh';
import type { MessageOf, Request } from '@parley/protocol';
import { ParleyError } from '@parley/protocol';
import type { PerformContext } from '../context.ts';
import { fit } from '../fitting.ts';
import type { InstanceDoors } from '../instance-doors.ts';
import { runPerform } from '../performing.ts';
import { sleep } from '../sleep.ts';
import { subcontracting } from '../subcontracting.ts';
import { failureOf } from '../task-failure.ts';
import type { OpenContract } from './open-contract.ts';

type CallAnswer = Pick<
  MessageOf<'inform-result'> | MessageOf<'failure'> | MessageOf<'not-understood'>,
  'performative' | 'body'
>;

/** Never rejects. `abort` ends the work; so does the deadline, by the instance's clock. */
export async function runCall(
  instance: InstanceDoors,
  opened: OpenContract,
  { input: given, idempotencyKey }: Request,
  { abort, deadlineAtMs }: { readonly abort: AbortController; readonly deadlineAtMs: number },
): Promise<CallAnswer> {
  const { capability, cfp } = opened;
  const { clock } = instance;
  const timer = Number.isFinite(deadlineAtMs)
    ? clock.setTimeout(() => abort.abort(new Error('not done in time')), deadlineAtMs - clock.now())
    : undefined;
  try {
    const { intent, inputSchema } = cfp.body;
    const call = { intent, input: given, signal: abort.signal };
    const fitted = await fit(capability, instance.adapter, {
      ...call,
      ...(inputSchema === undefined ? {} : { inputSchema }),
    });
    if (fitted.type === 'missing') {
      const text = fitted.fields.map(({ path, message }) => `${path}: ${message}`).join('; ');
      const missing = [...new Set(fitted.fields.map(({ path }) => path.slice(0, 200)))].slice(0, 64);
      const schema = describeCapability(capability).input;
      return {
        performative: 'not-understood',
        body: { code: 'missing-input', text: text.slice(0, 2_000), schema, missing },
      };
    }
    const context = contextOf(instance, opened, { input: fitted.input, idempotencyKey, abort, deadlineAtMs });
    const result = await runPerform(capability, context, clock);
    if (result.type === 'output') return { performative: 'inform-result', body: { output: result.output } };
    const { type: _, ...body } = result;
    return { performative: 'failure', body };
  } catch (thrown) {
    return { performative: 'failure', body: failureOf(thrown) };
  } finally {
    clock.clearTimeout(timer);
  }
}

// What costs more than a field is made when it is asked for: a call may take some microseconds.
function contextOf(
  instance: InstanceDoors,
  { cfp }: OpenContract,
  call: {
    readonly input: unknown;
    readonly idempotencyKey: string;
    readonly abort: AbortController;
    readonly deadlineAtMs: number;
  },
): PerformContext {
  const { clock, config, store, address, client } = instance;
  const { conversation } = cfp;
  const { intent, limits, path, hopsLeft } = cfp.body;
  const { input, idempotencyKey, abort, deadlineAtMs } = call;
  const { signal } = abort;
  const remainingMs = () => deadlineAtMs - clock.now();
  return {
    input,
    intent,
    conversation,
    config,
    store,
    signal,
    idempotencyKey,
    remainingMs,
    priceLimit: limits.price,
    attempt: 1,
    earlier: [],
    get log() {
      return instance.log.child({ conversation });
    },
    get mesh() {
      return subcontracting(() => client.get(), {
        conversation,
        path: [...path, address],
        hopsLeft,
        priceLimit: limits.price,
        signal,
        remainingMs,
      });
    },
    now: () => clock.epochMs(),
    sleep: (ms) => sleep(clock, ms, signal),
    // Nobody follows a single call.
    progress: () => undefined,
    once: (key, effect) => {
      if (signal.aborted) throw new ParleyError('closed', 'This call is over: nothing more may be done for it.');
      return instance.once(idempotencyKey, key, effect);
    },
  };
}
