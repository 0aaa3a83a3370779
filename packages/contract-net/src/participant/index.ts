// The participant: one instance's half of one call (FIPA SC00029), as pure transition logic. A later call of the same
// conversation is another participant: a runtime finds it by the call's id, and by the proposal's in `inReplyTo`.
//
//   considering -> holding -> working -> ended
//
// A bid holds no slot: it is a soft hold, confirmed or refused at the award, so that nothing is promised twice and
// nothing lies idle (Schillo, Fischer, Kray: the eager bidder). A hold runs out by itself, so an initiator that dies
// costs nothing. The last answer is kept, so that an award delivered twice is answered twice and worked on once.

import { defaults, type MessageOf } from '@parley/protocol';
import { type AnyEventObject, fromTransition } from 'xstate';
import { abortWork, ended, finish, onCallerGone } from './ending.ts';
import type { BidResult, ParticipantCommand, ParticipantEvent, PerformResult, ToInitiator } from './events.ts';
import { idle, type ParticipantState, stay, type Transition } from './state.ts';

/** One transition: the next state, and the commands in the order they are to be run. */
export function stepParticipant(state: ParticipantState, event: ParticipantEvent): Transition {
  switch (event.type) {
    case 'cfp':
      return onCfp(state, event.message, event.remainingMs);
    case 'bid':
      return state.phase === 'considering' ? onBid(state, event.result, event.messageId) : stay(state);
    case 'accept':
      return onAccept(state, event);
    case 'reject':
      return onReject(state, event.message);
    case 'cancel':
      return onCancel(state, event.message);
    case 'progress': {
      if (state.phase !== 'working') return stay(state);
      const { type: _, ...body } = event;
      return stay(state, send(state, { performative: 'inform-progress', body }));
    }
    case 'query': {
      if (state.phase !== 'working') return stay(state);
      const { id, body } = event;
      return stay(state, { ...send(state, { performative: 'query', body }), id });
    }
    case 'answer': {
      const { inReplyTo, body } = event.message;
      if (state.phase !== 'working' || inReplyTo === undefined) return stay(state);
      return stay(state, { type: 'answered', query: inReplyTo, body });
    }
    case 'performed':
      return state.phase === 'working' ? onPerformed(state, event.result) : stay(state);
    case 'caller-gone':
      return onCallerGone(state);
    case 'stop':
      return onStop(state, event.reason);
    case 'timer':
      return onTimer(state, event.timer);
  }
}

/** As an XState actor: every command is emitted as `{type: 'command', command}`. */
export const participantLogic = fromTransition(
  (state: ParticipantState, event: ParticipantEvent, { emit }: { emit: (event: AnyEventObject) => void }) => {
    const { state: next, commands } = stepParticipant(state, event);
    for (const command of commands) emit({ type: 'command', command });
    return next;
  },
  idle,
);

function onCfp(state: ParticipantState, cfp: MessageOf<'cfp'>, remainingMs: number): Transition {
  if (state.phase !== 'idle') return stay(state);
  if (!(remainingMs > 0)) {
    const text = 'the call was over before it was read';
    return ended({ ...state, cfp }, 'declined', text, {
      type: 'send',
      message: { performative: 'refuse', inReplyTo: cfp.id, body: { code: 'too-late', text } },
    });
  }
  return {
    state: { ...state, phase: 'considering', cfp },
    commands: [
      { type: 'startTimer', timer: 'bid', ms: remainingMs },
      { type: 'bid', cfp },
    ],
  };
}

function onBid(state: ParticipantState, result: BidResult, id: string): Transition {
  const inReplyTo = state.cfp!.id;
  const stopTimer = { type: 'cancelTimer', timer: 'bid' } as const;
  if (result.type === 'refusal') {
    const { code, text } = result;
    return ended(state, 'declined', text, stopTimer, {
      type: 'send',
      message: { performative: 'refuse', inReplyTo, body: { code, text } },
    });
  }
  if (result.type === 'missing') {
    const { text, schema, missing } = result;
    return ended(state, 'declined', text, stopTimer, {
      type: 'send',
      message: {
        performative: 'not-understood',
        inReplyTo,
        body: { code: 'missing-input', text, schema, missing: [...missing] },
      },
    });
  }
  const { type: _, input, ...body } = result;
  if (state.cfp!.body.dryRun === true) {
    return ended(state, 'lost', 'a dry run: nothing is promised', stopTimer, {
      type: 'send',
      id,
      message: { performative: 'propose', inReplyTo, body },
    });
  }
  return {
    state: { ...state, phase: 'holding', proposal: { id, input, etaMs: result.etaMs } },
    commands: [
      stopTimer,
      { type: 'hold' },
      { type: 'startTimer', timer: 'hold', ms: result.validForMs },
      { type: 'send', id, message: { performative: 'propose', inReplyTo, body } },
    ],
  };
}

function onAccept(state: ParticipantState, event: Extract<ParticipantEvent, { type: 'accept' }>): Transition {
  const { message, remainingMs, slotFree } = event;
  const refusal = (code: MessageOf<'refuse'>['body']['code'], text: string): ToInitiator => ({
    performative: 'refuse',
    inReplyTo: message.id,
    attempt: message.body.fence,
    body: { code, text },
  });
  const refuse = (code: MessageOf<'refuse'>['body']['code'], text: string): Transition =>
    stay(state, { type: 'send', message: refusal(code, text) });
  if (state.accept !== undefined) {
    if (state.accept.body.fence === message.body.fence) return stay(state, ...lastAnswer(state));
    return refuse('duplicate', 'another attempt of this conversation has been accepted here');
  }
  if (state.cfp?.body.dryRun === true)
    return refuse('unknown-proposal', 'that bid was for a dry run: it promised nothing');
  if (state.phase !== 'holding') {
    return refuse(
      'unknown-proposal',
      state.end === undefined ? 'this bid is not made yet' : `this bid has ended: ${state.end}`,
    );
  }
  if (message.inReplyTo !== undefined && message.inReplyTo !== state.proposal!.id) {
    return refuse('unknown-proposal', 'this bid was replaced by a newer one');
  }
  const released = [
    { type: 'cancelTimer', timer: 'hold' },
    { type: 'release' },
  ] as const satisfies readonly ParticipantCommand[];
  const decline = (code: MessageOf<'refuse'>['body']['code'], text: string): Transition => {
    const answer = refusal(code, text);
    return ended({ ...state, accept: message, answer }, 'declined', text, ...released, {
      type: 'send',
      message: answer,
    });
  };
  if (!(remainingMs > 0)) return decline('too-late', 'the deadline had passed before the award was read');
  if (!slotFree) return decline('no-slot', 'all slots are taken');
  const { etaMs, input } = state.proposal!;
  const answer: ToInitiator = {
    performative: 'agree',
    inReplyTo: message.id,
    attempt: message.body.fence,
    body: { etaMs },
  };
  return {
    state: { ...state, phase: 'working', accept: message, answer },
    commands: [
      ...released,
      { type: 'occupy' },
      { type: 'startTimer', timer: 'deadline', ms: remainingMs },
      { type: 'send', message: answer },
      { type: 'perform', accept: message, input, remainingMs },
    ],
  };
}

function onPerformed(state: ParticipantState, result: PerformResult): Transition {
  const inReplyTo = state.accept!.id;
  const attempt = state.accept!.body.fence;
  if (result.type === 'output') {
    return finish(state, 'the work is done', {
      performative: 'inform-result',
      inReplyTo,
      attempt,
      body: { output: result.output },
    });
  }
  const { type: _, ...body } = result;
  return finish(state, `${body.code}: ${body.text}`, { performative: 'failure', inReplyTo, attempt, body });
}

// A rejection of one message that was too much (a second bid, a late one) does not end the bid that stands.
function onReject(state: ParticipantState, message: MessageOf<'reject-proposal'>): Transition {
  const { code } = message.body;
  const { inReplyTo } = message;
  if (inReplyTo !== undefined && inReplyTo !== state.proposal?.id && inReplyTo !== state.cfp?.id) return stay(state);
  const end = code === 'cancelled' ? 'cancelled' : code === 'expired' ? 'expired' : 'lost';
  if (state.phase === 'considering')
    return ended(state, end, code, { type: 'cancelTimer', timer: 'bid' }, { type: 'abort', reason: code });
  if (state.phase !== 'holding') return stay(state);
  return ended(state, end, code, { type: 'cancelTimer', timer: 'hold' }, { type: 'release' });
}

// Done beats cancel: who has finished answers a cancel with the result, and who was stopped says so again.
function onCancel(state: ParticipantState, message: MessageOf<'cancel'>): Transition {
  const { reason } = message.body;
  if (message.attempt !== undefined && state.accept !== undefined && message.attempt !== state.accept.body.fence)
    return stay(state);
  if (state.phase === 'ended') return stay(state, ...lastAnswer(state));
  if (state.phase === 'considering')
    return ended(state, 'cancelled', reason, { type: 'cancelTimer', timer: 'bid' }, { type: 'abort', reason });
  if (state.phase === 'holding')
    return ended(state, 'cancelled', reason, { type: 'cancelTimer', timer: 'hold' }, { type: 'release' });
  if (state.phase === 'working') return abortWork(state, 'cancelled', 'cancelled', reason, false);
  return stay(state);
}

function onStop(state: ParticipantState, reason: string): Transition {
  if (state.phase === 'considering') {
    const refused = onBid(state, { type: 'refusal', code: 'draining', text: reason }, '');
    return { ...refused, commands: [{ type: 'abort', reason }, ...refused.commands] };
  }
  if (state.phase === 'holding') {
    // The bid is taken back, so that nobody awards to one who is gone.
    return ended(
      state,
      'cancelled',
      reason,
      { type: 'cancelTimer', timer: 'hold' },
      { type: 'release' },
      {
        type: 'send',
        message: { performative: 'refuse', inReplyTo: state.cfp!.id, body: { code: 'draining', text: reason } },
      },
    );
  }
  if (state.phase === 'working') return abortWork(state, 'cancelled', 'stopped', reason, true);
  return stay(state);
}

function onTimer(state: ParticipantState, timer: 'bid' | 'hold' | 'deadline'): Transition {
  if (timer === 'bid' && state.phase === 'considering') {
    const text = `no bid within ${Math.round(state.cfp!.withinMs ?? defaults.bidWindowMs)} ms`;
    const refused = onBid(state, { type: 'refusal', code: 'too-late', text }, '');
    return { ...refused, commands: [{ type: 'abort', reason: text }, ...refused.commands] };
  }
  if (timer === 'hold' && state.phase === 'holding')
    return ended(state, 'expired', 'the bid ran out', { type: 'release' });
  if (timer === 'deadline' && state.phase === 'working')
    return abortWork(state, 'expired', 'deadline', 'not done in time', false);
  return stay(state);
}

function lastAnswer(state: ParticipantState): ParticipantCommand[] {
  return state.answer === undefined ? [] : [{ type: 'send', message: state.answer }];
}

function send(
  state: ParticipantState,
  message:
    | { performative: 'inform-progress'; body: { share?: number; note?: string; partial?: unknown } }
    | { performative: 'query'; body: MessageOf<'query'>['body'] },
): Extract<ParticipantCommand, { type: 'send' }> {
  return {
    type: 'send',
    message: { ...message, inReplyTo: state.accept!.id, attempt: state.accept!.body.fence },
  };
}
