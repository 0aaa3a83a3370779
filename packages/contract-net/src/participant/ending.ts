// How a participant's part ends: won, lost, expired, cancelled or declined, once, and said where somebody listens.

import type { ParticipantCommand, ParticipantEnd, ToInitiator } from './events.ts';
import { type ParticipantState, stay, type Transition } from './state.ts';

/** Ends the part after the given commands. */
export function ended(
  state: ParticipantState,
  end: ParticipantEnd,
  text: string,
  ...commands: ParticipantCommand[]
): Transition {
  return { state: { ...state, phase: 'ended', end }, commands: [...commands, { type: 'end', end, text }] };
}

/** The work ended by itself: the answer is kept, so that an award delivered twice is answered twice. */
export function finish(
  state: ParticipantState,
  text: string,
  answer: ToInitiator,
  ...first: ParticipantCommand[]
): Transition {
  return ended(
    { ...state, answer },
    'won',
    text,
    ...first,
    { type: 'cancelTimer', timer: 'deadline' },
    { type: 'vacate' },
    { type: 'send', message: answer },
  );
}

/** The work is stopped from outside. */
export function abortWork(
  state: ParticipantState,
  end: ParticipantEnd,
  code: string,
  text: string,
  retryable: boolean,
): Transition {
  const answer: ToInitiator = {
    performative: 'failure',
    inReplyTo: state.accept!.id,
    attempt: state.accept!.body.fence,
    body: { code, text, retryable },
  };
  return ended(
    { ...state, answer },
    end,
    text,
    { type: 'cancelTimer', timer: 'deadline' },
    { type: 'abort', reason: text },
    { type: 'vacate' },
    { type: 'send', message: answer },
  );
}

/** Nobody is left to answer to. */
export function onCallerGone(state: ParticipantState): Transition {
  const text = 'the caller is gone';
  if (state.phase === 'considering') {
    const stop = [{ type: 'cancelTimer', timer: 'bid' } as const, { type: 'abort', reason: text } as const];
    return ended(state, 'cancelled', text, ...stop);
  }
  if (state.phase === 'holding')
    return ended(state, 'cancelled', text, { type: 'cancelTimer', timer: 'hold' }, { type: 'release' });
  if (state.phase === 'working') return abortWork(state, 'cancelled', 'caller-gone', text, false);
  return stay(state);
}
