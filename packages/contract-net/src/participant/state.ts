// The participant's memory: plain data, never changed in place.

import type { MessageOf } from '@parley/protocol';
import type { ParticipantCommand, ParticipantEnd, ToInitiator } from './events.ts';

export type ParticipantPhase = 'idle' | 'considering' | 'holding' | 'working' | 'ended';

export interface ParticipantState {
  readonly phase: ParticipantPhase;
  readonly cfp: MessageOf<'cfp'> | undefined;
  /** The proposal's message id and the input it was made for. */
  readonly proposal: { readonly id: string; readonly input: unknown; readonly etaMs: number } | undefined;
  readonly accept: MessageOf<'accept-proposal'> | undefined;
  readonly answer: ToInitiator | undefined;
  readonly end: ParticipantEnd | undefined;
}

/** The next state, and the commands in the order they are to be run. */
export interface Transition {
  readonly state: ParticipantState;
  readonly commands: readonly ParticipantCommand[];
}

export const idle: ParticipantState = {
  phase: 'idle',
  cfp: undefined,
  proposal: undefined,
  accept: undefined,
  answer: undefined,
  end: undefined,
};

/** Stays in its state, and says something all the same. */
export function stay(state: ParticipantState, ...commands: ParticipantCommand[]): Transition {
  return { state, commands };
}
