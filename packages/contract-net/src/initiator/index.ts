// The initiator: the caller's half of the contract net (FIPA SC00029), as pure transition logic. An event comes in,
// the next state and the commands to run come out. It has no clock, does no I/O and throws nothing away in silence:
// what comes too late is answered so.
//
//   shortlisting -> collecting -> (revising) -> (choosing) -> awarding -> working -> (verifying) -> settled
//        ^______________|_____________|____________|___________|____________|
//                                                 (cancelling: waits shortly, since done beats cancel)

import { limits, type MessageOf } from '@parley/protocol';
import { type AnyEventObject, fromTransition } from 'xstate';
import { onAnswered, onQuery } from './asking.ts';
import { onChosen } from './choosing.ts';
import { closeBids, onBidAnswer, onBidderLost, onRevised, onWithdrawn } from './collecting.ts';
import type { InitiatorCommand } from './commands.ts';
import type { FromParticipant, InitiatorEvent, InitiatorTimer } from './events.ts';
import { endAttempt, expiredAfter, settle } from './settling.ts';
import { onShortlisted, requestShortlist } from './shortlisting.ts';
import { type InitiatorInput, type InitiatorState, initialState, record, type Step, say, withBidder } from './state.ts';
import { concernsVerifying, onResult, whileVerifying } from './verifying.ts';
import { attemptFailed, onAgree, onDown, onFailure, onProgress } from './working.ts';

/** One transition: the next state, and the commands in the order they are to be run. */
export function stepInitiator(
  state: InitiatorState,
  event: InitiatorEvent,
): { readonly state: InitiatorState; readonly commands: readonly InitiatorCommand[] } {
  const step: Step = { atMs: event.atMs, commands: [] };
  return { state: transition(state, event, step), commands: step.commands };
}

/** As an XState actor: every command is emitted as `{type: 'command', command}`. */
export const initiatorLogic = fromTransition(
  (state: InitiatorState, event: InitiatorEvent, { emit }: { emit: (event: AnyEventObject) => void }) => {
    const { state: next, commands } = stepInitiator(state, event);
    for (const command of commands) emit({ type: 'command', command });
    return next;
  },
  ({ input }: { input: InitiatorInput }) => initialState(input),
);

function transition(state: InitiatorState, event: InitiatorEvent, step: Step): InitiatorState {
  if (state.phase === 'settled') {
    return event.type === 'message' ? answerLate(state, event.bidder, event.message, step) : state;
  }
  if (state.phase === 'verifying' && concernsVerifying(state, event)) return whileVerifying(state, event, step);
  switch (event.type) {
    case 'start':
      if (state.phase !== 'idle') return state;
      if (!(state.input.withinMs > 0)) return settle(state, step, expiredAfter(state.input.withinMs));
      say(step, { type: 'startTimer', timer: 'deadline', ms: state.input.withinMs });
      return requestShortlist(state, step);
    case 'shortlisted':
      return onShortlisted(state, event.result, step);
    case 'message':
      return onMessage(state, event.bidder, event.message, step);
    case 'garbled':
      return onLost(state, event.bidder, 'garbled', event.text, step);
    case 'no-responders':
      return onLost(state, event.bidder, 'unreachable', 'nobody listens at its address', step);
    case 'down': {
      const key = `${event.down.agent}/${event.down.instance}`;
      if (state.current?.bidder === key) return onDown(state, event.down, step);
      return onLost(state, key, 'unreachable', event.down.text, step);
    }
    case 'timer':
      return onTimer(state, event.timer, step);
    case 'cancel':
      return onCancel(state, event.reason.slice(0, limits.textCharactersMax), step);
    case 'chosen':
      return onChosen(state, event, step);
    case 'revised':
      return onRevised(state, event.terms, step);
    case 'answered':
      return onAnswered(state, event, step);
    // Of a result that nobody waits for any more.
    case 'verified':
      return state;
  }
}

function onMessage(state: InitiatorState, key: string, message: FromParticipant, step: Step): InitiatorState {
  const bidder = state.bidders[key];
  if (bidder === undefined) return state;
  switch (message.performative) {
    case 'propose':
    case 'not-understood':
    case 'refuse':
      return onAnswer(state, key, message, step);
    case 'agree':
      if (!isCurrent(state, key, message.attempt)) return answerLate(state, key, message, step);
      return state.phase === 'awarding' ? onAgree(state, message, step) : state;
    case 'inform-progress':
      if (!isCurrent(state, key, message.attempt)) return answerLate(state, key, message, step);
      return onProgress(state, message, step);
    case 'query':
      if (!isCurrent(state, key, message.attempt)) return answerLate(state, key, message, step);
      return state.phase === 'awarding' || state.phase === 'working' ? onQuery(state, message, step) : state;
    case 'inform-result':
      return isCurrent(state, key, message.attempt)
        ? onResult(state, message, step)
        : answerLate(state, key, message, step);
    case 'failure':
      return isCurrent(state, key, message.attempt)
        ? onFailure(state, message, step)
        : answerLate(state, key, message, step);
  }
}

function onAnswer(
  state: InitiatorState,
  key: string,
  message: MessageOf<'propose' | 'refuse' | 'not-understood'>,
  step: Step,
): InitiatorState {
  const bidder = state.bidders[key]!;
  // The same message delivered twice changes nothing and needs no answer.
  if (bidder.heard.includes(message.id)) return state;
  if (state.phase === 'collecting' && bidder.open && bidder.answer === 'none') {
    return onBidAnswer(state, key, message, step);
  }
  if (message.performative === 'propose') return answerLate(state, key, message, step);
  // A call that came twice is refused as a duplicate: that says nothing about the bid or the award.
  const isOfDuplicate =
    message.performative === 'refuse' && message.body.code === 'duplicate' && message.attempt === undefined;
  if (isOfDuplicate) return state;
  if (isCurrent(state, key)) {
    return isCurrent(state, key, message.attempt) ? onAwardRefused(state, message.body.text, step) : state;
  }
  const mayWithdraw = message.performative === 'refuse' && bidder.open && bidder.answer === 'proposed';
  return mayWithdraw ? onWithdrawn(state, key, message, step) : state;
}

function isCurrent(state: InitiatorState, key: string, attempt?: number): boolean {
  const { current } = state;
  return current?.bidder === key && (attempt === undefined || attempt === current.attempt);
}

function onAwardRefused(state: InitiatorState, text: string, step: Step): InitiatorState {
  return attemptFailed(state, step, { cause: 'refused', text, noticedBy: 'it refused the award' });
}

function onLost(
  state: InitiatorState,
  key: string,
  answer: 'unreachable' | 'garbled',
  text: string,
  step: Step,
): InitiatorState {
  const bidder = state.bidders[key];
  if (bidder === undefined) return state;
  if (state.current?.bidder === key) {
    const noticedBy = answer === 'garbled' ? 'its message was not understood' : 'the broker found nobody there';
    return attemptFailed(state, step, { cause: answer, text, noticedBy, tellToStop: answer === 'garbled' });
  }
  if (state.phase === 'collecting' && bidder.open && bidder.answer === 'none') {
    return onBidderLost(state, key, answer, text, step);
  }
  return answer === 'unreachable' ? withBidder(state, key, { open: false }) : state;
}

// A late bidder is told that it is late; the worker of an attempt that is over is told to stop.
function answerLate(state: InitiatorState, key: string, message: FromParticipant, step: Step): InitiatorState {
  const bidder = state.bidders[key];
  if (bidder === undefined || message.performative === 'refuse' || message.performative === 'not-understood')
    return state;
  if (message.performative === 'failure') return state;
  const { agent, instance } = bidder.candidate;
  const settled = state.phase === 'settled';
  const code =
    bidder.proposal !== undefined && message.performative === 'propose' ? 'duplicate' : settled ? 'settled' : 'late';
  record(step, { type: 'rejected-late', agent, instance, performative: message.performative, text: code });
  const reject = { performative: 'reject-proposal', inReplyTo: message.id, body: { code } } as const;
  const working = ['agree', 'inform-progress', 'query'].includes(message.performative);
  const stop = {
    performative: 'cancel',
    body: { reason: 'this attempt is over' },
    ...(message.attempt === undefined ? {} : { attempt: message.attempt }),
  } as const;
  say(step, { type: 'send', to: key, message: working ? stop : reject });
  const isFirst = message.performative === 'propose' && bidder.proposal === undefined;
  return isFirst ? withBidder(state, key, { open: false }) : state;
}

function onTimer(state: InitiatorState, timer: InitiatorTimer, step: Step): InitiatorState {
  switch (timer) {
    case 'bids':
      return state.phase === 'collecting' ? closeBids(state, step) : state;
    case 'agree':
      if (state.phase !== 'awarding') return state;
      return attemptFailed(state, step, {
        cause: 'no-agree',
        text: `no answer to the award for ${state.input.agreeDeadlineMs} ms`,
        noticedBy: 'the award was not answered',
        detectionMs: state.input.agreeDeadlineMs,
        tellToStop: true,
      });
    case 'progress': {
      if (state.phase !== 'working') return state;
      const { progressWithinMs } = state.current!;
      return attemptFailed(state, step, {
        cause: 'no-progress',
        text: `no progress for ${progressWithinMs} ms`,
        noticedBy: 'its progress deadline passed',
        detectionMs: progressWithinMs,
        tellToStop: true,
      });
    }
    case 'deadline': {
      const expired = expiredAfter(state.input.withinMs);
      return settle(stopCurrent(state, expired.text, 'expired', step), step, expired);
    }
    case 'cancel': {
      if (state.phase !== 'cancelling') return state;
      const reason = state.cancelReason ?? '';
      return settle(stopCurrent(state, reason, 'cancelled', step), step, {
        type: 'cancelled',
        reason,
        text: 'Cancelled.',
      });
    }
  }
}

function onCancel(state: InitiatorState, reason: string, step: Step): InitiatorState {
  if (state.phase === 'cancelling') return state;
  if (state.current === undefined) return settle(state, step, { type: 'cancelled', reason, text: 'Cancelled.' });
  const { bidder, attempt } = state.current;
  say(step, { type: 'send', to: bidder, message: { performative: 'cancel', attempt, body: { reason } } });
  say(step, { type: 'startTimer', timer: 'cancel', ms: state.input.agreeDeadlineMs });
  return { ...state, phase: 'cancelling', cancelReason: reason };
}

function stopCurrent(
  state: InitiatorState,
  reason: string,
  ended: 'expired' | 'cancelled',
  step: Step,
): InitiatorState {
  if (state.current === undefined) return state;
  const { bidder, attempt } = state.current;
  if (state.phase !== 'cancelling') {
    say(step, { type: 'send', to: bidder, message: { performative: 'cancel', attempt, body: { reason } } });
  }
  return withBidder(endAttempt(state, step, { ended, text: reason }), bidder, { open: false });
}
