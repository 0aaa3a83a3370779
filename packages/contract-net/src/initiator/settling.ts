// Ending: exactly one settlement, no timer left, and every called bidder told how it ended.

import type { RejectProposal } from '@parley/protocol';
import type { AttemptReport, Settlement } from './settlement.ts';
import { type Bidder, type InitiatorState, record, roundOf, type Step, say } from './state.ts';

type WithoutTried<S> = S extends unknown ? Omit<S, 'tried'> : never;

const timers = ['deadline', 'bids', 'agree', 'progress', 'cancel'] as const;

/** Settles the conversation; nothing can change it afterwards. */
export function settle(state: InitiatorState, step: Step, how: WithoutTried<Settlement>): InitiatorState {
  for (const timer of timers) say(step, { type: 'cancelTimer', timer });
  const bidders = Object.fromEntries(
    Object.entries(state.bidders).map(([key, bidder]) => {
      if (!bidder.open) return [key, bidder];
      const code = how.type === 'cancelled' || how.type === 'expired' ? how.type : rejectionOf(state, key, step);
      tellEnd(key, bidder, code, step);
      return [key, { ...bidder, open: false }];
    }),
  );
  const settled: InitiatorState = { ...state, bidders, phase: 'settled', ranked: [], current: undefined };
  record(step, { type: 'settled', outcome: how.type, text: how.text });
  const settlement = { ...how, tried: triedSoFar(state, step) } as Settlement;
  say(step, { type: 'settle', settlement });
  return settled;
}

/** Why this bidder does not get the work, where nothing else ended the conversation. */
export function rejectionOf(state: InitiatorState, key: string, step: Step): RejectProposal['code'] {
  const bidder = state.bidders[key];
  if (bidder?.proposal === undefined) return 'settled';
  const row = state.board.find((each) => `${each.agent}/${each.instance}` === key);
  if (row?.ineligible !== undefined) return 'ineligible';
  return bidder.proposal.freshUntilMs <= step.atMs ? 'expired' : 'lost';
}

/** Tells one bidder how it ended. */
export function tellEnd(key: string, bidder: Bidder, code: RejectProposal['code'], step: Step): void {
  const inReplyTo = bidder.proposal?.id;
  say(step, {
    type: 'send',
    to: key,
    message: { performative: 'reject-proposal', body: { code }, ...(inReplyTo === undefined ? {} : { inReplyTo }) },
  });
}

/** The settlement of a conversation whose time is over. */
export function expiredAfter(withinMs: number): { readonly type: 'expired'; readonly text: string } {
  return { type: 'expired', text: `Not done within ${withinMs} ms.` };
}

/** Marks the attempt under way as ended and stops its timers. */
export function endAttempt(
  state: InitiatorState,
  step: Step,
  end: Pick<AttemptReport, 'ended'> & Partial<Pick<AttemptReport, 'code' | 'text' | 'noticedBy' | 'detectionMs'>>,
): InitiatorState {
  say(step, { type: 'cancelTimer', timer: 'agree' });
  say(step, { type: 'cancelTimer', timer: 'progress' });
  const last = state.attempts.at(-1);
  if (last === undefined) return state;
  return { ...state, attempts: [...state.attempts.slice(0, -1), { ...last, ...end, endedAtMs: step.atMs }] };
}

function triedSoFar(state: InitiatorState, step: Step): Settlement['tried'] {
  return {
    rounds: roundOf(state),
    bidders: Object.values(state.bidders).map(({ candidate, answer, text }) => ({
      agent: candidate.agent,
      instance: candidate.instance,
      capability: candidate.capability,
      similarity: candidate.similarity,
      answer,
      ...(text === undefined ? {} : { text }),
    })),
    board: state.board,
    attempts: state.attempts,
    elapsedMs: step.atMs,
  };
}
