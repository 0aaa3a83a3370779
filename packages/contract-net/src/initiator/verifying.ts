// Between a result and its settlement, where the caller checks results. The worker is done, so that its death, silence and
// second thoughts are nothing any more; only the conversation's deadline and its caller go on. A result that is turned down
// ends the attempt as a crash would, and the next in rank gets the work.

import { limits, type MessageOf } from '@parley/protocol';
import type { InitiatorEvent, Verdict } from './events.ts';
import { endAttempt, expiredAfter, settle } from './settling.ts';
import { type InitiatorState, type Step, say, withBidder } from './state.ts';
import { attemptFailed } from './working.ts';

/** A result came: it settles the conversation, or goes to the caller first. */
export function onResult(state: InitiatorState, message: MessageOf<'inform-result'>, step: Step): InitiatorState {
  const { output } = message.body;
  if (!state.input.verifies) return done(state, output, step);
  const { bidder, attempt } = state.current!;
  const { agent, instance, capability } = state.bidders[bidder]!.candidate;
  for (const timer of ['agree', 'progress'] as const) say(step, { type: 'cancelTimer', timer });
  say(step, { type: 'verify', attempt, agent, instance, capability, output });
  return { ...state, phase: 'verifying', current: { ...state.current!, output } };
}

/** Whether the event is about the result, its worker or the caller: everything but what late bidders say. */
export function concernsVerifying(state: InitiatorState, event: InitiatorEvent): boolean {
  const { bidder } = state.current!;
  switch (event.type) {
    case 'message':
    case 'garbled':
    case 'no-responders':
      return event.bidder === bidder;
    case 'down':
      return `${event.down.agent}/${event.down.instance}` === bidder;
    default:
      return true;
  }
}

export function whileVerifying(state: InitiatorState, event: InitiatorEvent, step: Step): InitiatorState {
  switch (event.type) {
    case 'verified':
      return event.attempt === state.current!.attempt ? onVerdict(state, event.verdict, step) : state;
    case 'cancel':
      return onCancel(state, event.reason.slice(0, limits.textCharactersMax), step);
    case 'timer':
      return onTimer(state, event.timer, step);
    default:
      return state;
  }
}

function onVerdict(state: InitiatorState, verdict: Verdict, step: Step): InitiatorState {
  const { output } = state.current!;
  if (verdict.type === 'accepted') return done(state, output, step);
  const text = verdict.text.slice(0, limits.textCharactersMax);
  if (verdict.type === 'unverified') {
    // Whose fault that is nobody knows, and the work is done: another worker would only do it twice.
    return settle(ended(state, step, 'done', text), step, {
      type: 'failed',
      code: 'result-not-verified',
      output,
      text,
    });
  }
  if (state.cancelReason !== undefined) return cancelled(state, text, step);
  return attemptFailed(state, step, {
    cause: 'rejected-result',
    text,
    noticedBy: 'its result was checked',
    excludeAgent: true,
  });
}

// A result that has come may still win over the cancel; one that is turned down does not.
function onCancel(state: InitiatorState, reason: string, step: Step): InitiatorState {
  if (state.cancelReason !== undefined) return state;
  say(step, { type: 'startTimer', timer: 'cancel', ms: state.input.agreeDeadlineMs });
  return { ...state, cancelReason: reason };
}

const late = 'its result was not verified in time';

function onTimer(state: InitiatorState, timer: string, step: Step): InitiatorState {
  if (timer === 'cancel') return cancelled(state, late, step);
  if (timer !== 'deadline') return state;
  return settle(ended(state, step, 'expired', late), step, expiredAfter(state.input.withinMs));
}

function cancelled(state: InitiatorState, text: string, step: Step): InitiatorState {
  const reason = state.cancelReason ?? '';
  return settle(ended(state, step, 'cancelled', text), step, { type: 'cancelled', reason, text: 'Cancelled.' });
}

function done(state: InitiatorState, output: unknown, step: Step): InitiatorState {
  const { candidate, proposal } = state.bidders[state.current!.bidder]!;
  const { agent, instance, capability } = candidate;
  return settle(ended(state, step, 'done'), step, {
    type: 'done',
    output,
    agent,
    instance,
    capability,
    price: proposal!.price,
    text: `${agent} did it for ${proposal!.price.amount} ${proposal!.price.currency}.`,
  });
}

function ended(
  state: InitiatorState,
  step: Step,
  how: 'done' | 'cancelled' | 'expired',
  text?: string,
): InitiatorState {
  const end = { ended: how, ...(text === undefined ? {} : { text }) };
  return withBidder(endAttempt(state, step, end), state.current!.bidder, { open: false });
}
