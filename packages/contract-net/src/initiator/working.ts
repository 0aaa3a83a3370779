// Following the work: agreement, progress, and every way it can go wrong. Each way ends the attempt with a
// cause and hands what is known to the next one.

import { type Down, type EarlierAttempt, limits, type MessageOf } from '@parley/protocol';
import { award } from './awarding.ts';
import { remembered } from './earlier.ts';
import type { AttemptCause } from './events.ts';
import { endAttempt, settle } from './settling.ts';
import { type InitiatorState, record, type Step, say, withBidder } from './state.ts';

export interface AttemptEnd {
  readonly cause: AttemptCause;
  /** The agent's own code of its failure. */
  readonly code?: string;
  readonly text: string;
  readonly noticedBy: string;
  readonly detectionMs?: number;
  readonly partial?: unknown;
  /** Nobody of this agent's shall have the task again. */
  readonly excludeAgent?: boolean;
  /** It may still be at work, so it is told to stop. */
  readonly tellToStop?: boolean;
}

export function onAgree(state: InitiatorState, message: MessageOf<'agree'>, step: Step): InitiatorState {
  const { candidate } = state.bidders[state.current!.bidder]!;
  const { attempt, progressWithinMs } = state.current!;
  record(step, {
    type: 'agreed',
    attempt,
    agent: candidate.agent,
    instance: candidate.instance,
    etaMs: message.body.etaMs,
  });
  say(step, { type: 'cancelTimer', timer: 'agree' });
  say(step, { type: 'startTimer', timer: 'progress', ms: progressWithinMs });
  return { ...state, phase: 'working' };
}

export function onProgress(state: InitiatorState, message: MessageOf<'inform-progress'>, step: Step): InitiatorState {
  const { candidate } = state.bidders[state.current!.bidder]!;
  const { attempt, progressWithinMs } = state.current!;
  const { share, note, partial } = message.body;
  const told = {
    ...(share === undefined ? {} : { share }),
    ...(partial === undefined ? {} : { partial }),
  };
  record(step, {
    type: 'progress',
    attempt,
    agent: candidate.agent,
    instance: candidate.instance,
    ...told,
    ...(note === undefined ? {} : { note }),
  });
  // Progress says that it has agreed, should the agreement be late or lost.
  const agrees = state.phase === 'awarding';
  if (agrees) say(step, { type: 'cancelTimer', timer: 'agree' });
  // Who waits for the caller's answer is not expected to come farther.
  const waits = (state.current!.open ?? []).length > 0;
  if (!waits) say(step, { type: 'startTimer', timer: 'progress', ms: progressWithinMs });
  return { ...state, phase: agrees ? 'working' : state.phase, current: { ...state.current!, ...told } };
}

export function onFailure(state: InitiatorState, message: MessageOf<'failure'>, step: Step): InitiatorState {
  const { code, text, retryable, partial } = message.body;
  return attemptFailed(state, step, {
    cause: 'failure',
    code,
    text: `${code}: ${text}`,
    noticedBy: 'it said so',
    excludeAgent: !retryable,
    ...(partial === undefined ? {} : { partial }),
  });
}

export function onDown(state: InitiatorState, down: Down, step: Step): InitiatorState {
  return attemptFailed(state, step, {
    cause: 'down',
    text: down.text,
    noticedBy: down.cause === 'exit' ? 'the supervisor saw its process exit' : `the supervisor (${down.cause})`,
    detectionMs: down.detectionMs,
  });
}

/** The attempt is over without a result: record why, exclude who failed, go on to the next. */
export function attemptFailed(state: InitiatorState, step: Step, end: AttemptEnd): InitiatorState {
  const { bidder: key, attempt, share, partial: lastPartial } = state.current!;
  const { agent, instance } = state.bidders[key]!.candidate;
  const { cause, noticedBy, detectionMs } = end;
  // It travels to the next worker and, as a reason, to this one: a code and a text together may be too long for that.
  const text = end.text.slice(0, limits.textCharactersMax);
  const detected = detectionMs === undefined ? {} : { detectionMs };
  if (state.phase === 'cancelling') {
    // It was told to stop, and did: that is no failure of its own.
    const stopped = withBidder(endAttempt(state, step, { ended: 'cancelled', text }), key, { open: false });
    return settle(stopped, step, { type: 'cancelled', reason: state.cancelReason ?? '', text: 'Cancelled.' });
  }
  record(step, { type: 'attempt-failed', attempt, agent, instance, cause, text, noticedBy, ...detected });
  if (end.tellToStop) {
    say(step, { type: 'send', to: key, message: { performative: 'cancel', attempt, body: { reason: text } } });
  }
  const partial = end.partial ?? lastPartial;
  const left: EarlierAttempt = {
    attempt,
    agent,
    instance,
    cause,
    text,
    ...(share === undefined ? {} : { share }),
    ...(partial === undefined ? {} : { partial }),
  };
  const coded = end.code === undefined ? {} : { code: end.code };
  const ended = endAttempt(state, step, { ended: cause, text, noticedBy, ...coded, ...detected });
  const closed = withBidder(ended, key, { open: false });
  const next: InitiatorState = {
    ...closed,
    current: undefined,
    earlier: remembered(state.earlier, left),
    excludedInstances: [...state.excludedInstances, key],
    excludedAgents: end.excludeAgent ? [...state.excludedAgents, agent] : state.excludedAgents,
  };
  return award(next, step);
}
