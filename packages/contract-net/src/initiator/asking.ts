// A worker's questions in the middle of its work: they go to the caller, whose answer continues the same attempt. While one
// is open nobody expects progress. What was answered once is answered again without the caller, also after a reroute.

import { limits, type MessageOf } from '@parley/protocol';
import type { AnswerGiven } from './events.ts';
import { type InitiatorState, record, type Step, say } from './state.ts';

export function onQuery(state: InitiatorState, message: MessageOf<'query'>, step: Step): InitiatorState {
  const current = state.current!;
  const { open = [] } = current;
  if (open.some(({ query }) => query === message.id)) return state;
  const { question, schema } = message.body;
  const { agent, instance } = state.bidders[current.bidder]!.candidate;
  const who = { attempt: current.attempt, agent, instance, query: message.id, question };
  const asks = schema === undefined ? who : { ...who, schema };
  record(step, { type: 'queried', ...asks });
  // A question says that it has agreed, should the agreement be late or lost.
  say(step, { type: 'cancelTimer', timer: 'agree' });
  const asked: InitiatorState = { ...state, phase: 'working' };
  const known = state.answers.find((each) => each.question === question);
  if (known !== undefined) return answer(asked, { query: message.id, question }, { value: known.value }, step);
  if (open.length + state.answers.length >= limits.questionsMax) {
    const refused = `${limits.questionsMax} questions in one conversation are enough`;
    return answer(asked, { query: message.id, question }, { refused }, step);
  }
  say(step, { type: 'cancelTimer', timer: 'progress' });
  say(step, { type: 'ask-caller', ...asks });
  return { ...asked, current: { ...current, open: [...open, { query: message.id, question }] } };
}

/** The caller's word. Of an attempt that is over meanwhile it is kept for the next. */
export function onAnswered(state: InitiatorState, given: AnswerGiven, step: Step): InitiatorState {
  const { query, question } = given;
  const value = 'value' in given ? { value: given.value } : { refused: given.refused };
  const kept =
    'value' in value && !state.answers.some((each) => each.question === question)
      ? { ...state, answers: [...state.answers, { question, value: value.value }] }
      : state;
  const { current } = kept;
  if (current?.open?.some((each) => each.query === query) !== true) return kept;
  const open = current.open.filter((each) => each.query !== query);
  const next = answer({ ...kept, current: { ...current, open } }, { query, question }, value, step);
  if (open.length === 0 && next.phase === 'working') {
    say(step, { type: 'startTimer', timer: 'progress', ms: current.progressWithinMs });
  }
  return next;
}

function answer(
  state: InitiatorState,
  { query, question }: { readonly query: string; readonly question: string },
  body: { readonly value: unknown } | { readonly refused: string },
  step: Step,
): InitiatorState {
  const { bidder, attempt } = state.current!;
  const { agent, instance } = state.bidders[bidder]!.candidate;
  record(step, { type: 'answered', attempt, agent, instance, query, question, ...body });
  say(step, { type: 'send', to: bidder, message: { performative: 'answer', attempt, inReplyTo: query, body } });
  return state;
}
