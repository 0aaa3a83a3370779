// The iterated contract net (FIPA SC00030): before anything is awarded, the caller may ask some bidders for better bids, a few
// times over. A bid may only get better, and who does not answer holds the one it has made.

import { compareMoney, limits, type MessageOf } from '@parley/protocol';
import type { RevisedTerms } from './events.ts';
import { offeredBids } from './offered.ts';
import { type Bidder, type InitiatorState, isExcluded, record, remainingMs, roundOf, type Step, say } from './state.ts';

/** Whether the caller may ask for better bids once more. */
export function mayRevise({ input, revisions, board }: InitiatorState): boolean {
  return input.revises === true && revisions < limits.revisionsMax && board.length > 0;
}

/** Lays the bids before the caller, also those that cannot win as they are. */
export function letCallerRevise(state: InitiatorState, step: Step): InitiatorState {
  say(step, { type: 'revise', bids: offeredBids(state), round: state.revisions + 1 });
  return { ...state, phase: 'revising' };
}

/** Calls those who are named, under the new terms; undefined where nobody is, and the bids stand as they are. */
export function recall(state: InitiatorState, { to, ...terms }: RevisedTerms, step: Step): InitiatorState | undefined {
  const keys = [...new Set(to)].filter((key) => {
    const bidder = state.bidders[key];
    return bidder?.open && bidder.proposal !== undefined && !isExcluded(state, key);
  });
  if (keys.length === 0 || remainingMs(state, step) <= 0) return undefined;
  const revised = { ...state, revisions: state.revisions + 1 };
  const round = roundOf(revised);
  const bidders: Record<string, Bidder> = { ...state.bidders };
  for (const key of keys) bidders[key] = { ...bidders[key]!, round, answer: 'none' };
  const windowMs = Math.min(state.input.bidWindowMs, remainingMs(state, step));
  record(step, { type: 'revised', round, bidders: keys, windowMs, ...terms });
  say(step, {
    type: 'call',
    bidders: keys.map((key) => state.bidders[key]!.candidate),
    round,
    windowMs,
    remainingMs: remainingMs(state, step),
    revision: { terms, of: Object.fromEntries(keys.map((key) => [key, state.bidders[key]!.proposal!.id])) },
  });
  say(step, { type: 'startTimer', timer: 'bids', ms: windowMs });
  return { ...revised, phase: 'collecting', bidders };
}

/** In what a new bid is worse than the bidder's last; undefined where it is not. */
export function worseIn({ proposal }: Bidder, { body }: MessageOf<'propose'>): string | undefined {
  if (proposal === undefined) return undefined;
  const { price, etaMs } = proposal;
  if (body.price.currency !== price.currency) return `it is in ${body.price.currency}, and was in ${price.currency}`;
  if (compareMoney(body.price, price) > 0) return `${body.price.amount} ${price.currency} is more than ${price.amount}`;
  if (body.etaMs > etaMs) return `${Math.round(body.etaMs)} ms are more than ${Math.round(etaMs)}`;
  return undefined;
}

/** Who was asked again and said nothing holds its bid. */
export function withHeldBids(state: InitiatorState): InitiatorState {
  const holds = ({ answer, proposal, open }: Bidder) => open && answer === 'none' && proposal !== undefined;
  if (!Object.values(state.bidders).some(holds)) return state;
  const bidders = Object.fromEntries(
    Object.entries(state.bidders).map(([key, each]): [string, Bidder] => [
      key,
      holds(each) ? { ...each, answer: 'proposed' } : each,
    ]),
  );
  return { ...state, bidders };
}
