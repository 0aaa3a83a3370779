// One call under a standing contract: the input is checked and made to fit, the author's `perform` is run as for a task,
// and one answer comes out.

import type { PerformResult } from '@parley/contract-net';
import type { MessageOf } from '@parley/protocol';
import { missingInput } from '../bidding.ts';
import type { PerformContext } from '../context.ts';
import type { Capability } from '../definition.ts';
import { asItIs, type Fitted, fit } from '../fitting.ts';
import type { InstanceDoors } from '../instance-doors.ts';
import { runPerform } from '../performing.ts';
import { failureOf } from '../task-failure.ts';
import { type Call, CallContext } from './call-context.ts';
import type { OpenContract } from './open-contract.ts';

type CallAnswer = Pick<
  MessageOf<'inform-result'> | MessageOf<'failure'> | MessageOf<'not-understood'>,
  'performative' | 'body'
>;

/** Never throws nor rejects; answers at once where nothing is awaited. */
export function runCall(instance: InstanceDoors, opened: OpenContract, call: Call): CallAnswer | Promise<CallAnswer> {
  try {
    const direct = asItIs(opened.capability, call.input);
    const answer =
      direct === undefined ? fitAndPerform(instance, opened, call) : perform(instance, opened, call, direct);
    return answer instanceof Promise ? inTime(instance, call, answer) : answer;
  } catch (thrown) {
    return failed(thrown);
  }
}

function failed(thrown: unknown): CallAnswer {
  return { performative: 'failure', body: failureOf(thrown) };
}

async function inTime({ clock }: InstanceDoors, { abort, deadlineAtMs }: Call, answer: Promise<CallAnswer>) {
  if (!Number.isFinite(deadlineAtMs)) return await answer;
  const timer = clock.setTimeout(() => abort.abort(new Error('not done in time')), deadlineAtMs - clock.now());
  try {
    return await answer;
  } finally {
    clock.clearTimeout(timer);
  }
}

async function fitAndPerform(instance: InstanceDoors, opened: OpenContract, call: Call): Promise<CallAnswer> {
  try {
    const fitted = await fittedTo(instance, opened, call);
    if (fitted.type === 'missing') return lacking(opened.capability, fitted);
    return await perform(instance, opened, call, fitted);
  } catch (thrown) {
    return failed(thrown);
  }
}

function perform(
  instance: InstanceDoors,
  opened: OpenContract,
  call: Call,
  { input }: { readonly input: unknown },
): CallAnswer | Promise<CallAnswer> {
  const context = new CallContext(instance, opened, call, input) as PerformContext;
  const result = runPerform(opened.capability, context, instance.clock);
  return result instanceof Promise ? result.then(answerOf) : answerOf(result);
}

function answerOf(result: PerformResult): CallAnswer {
  if (result.type === 'output') return { performative: 'inform-result', body: { output: result.output } };
  const { type: _, ...body } = result;
  return { performative: 'failure', body };
}

function fittedTo({ adapter }: InstanceDoors, { capability, cfp }: OpenContract, { input, abort }: Call) {
  const { intent, inputSchema } = cfp.body;
  const call = { intent, input, signal: abort.signal };
  return fit(capability, adapter, inputSchema === undefined ? call : { ...call, inputSchema });
}

function lacking(capability: Capability, fitted: Extract<Fitted, { type: 'missing' }>): CallAnswer {
  const { type: _, missing, ...told } = missingInput(capability, { ...fitted, adapted: '' });
  return { performative: 'not-understood', body: { code: 'missing-input', ...told, missing: [...missing] } };
}
