// Asking who could do it: at the start, and again (wider, without those who failed) when the bids are used up.

import { addressOf } from '@parley/protocol';
import type { ShortlistResult } from './events.ts';
import { settle } from './settling.ts';
import { type Bidder, type InitiatorState, record, remainingMs, type Step, say } from './state.ts';

/** Asks for a shortlist of the next size; settles where there is no time left for it. */
export function requestShortlist(state: InitiatorState, step: Step): InitiatorState {
  const sizes = state.input.shortlistSizes;
  const round = state.round + 1;
  const size = sizes[Math.min(round, sizes.length) - 1] ?? 1;
  say(step, {
    type: 'shortlist',
    size,
    round,
    excludeAgents: state.excludedAgents,
    excludeInstances: state.excludedInstances,
  });
  return { ...state, phase: 'shortlisting', round };
}

/** The shortlist has come: calls those on it, or ends where nobody is left. */
export function onShortlisted(state: InitiatorState, result: ShortlistResult, step: Step): InitiatorState {
  if (state.phase !== 'shortlisting') return state;
  if (result.type === 'unavailable') return settle(state, step, { type: 'unavailable', text: result.text });
  if (result.type === 'no-route' && state.round === 1) {
    const text = 'No agent can do this.';
    return settle(state, step, { type: 'no-route', nearest: result.nearest, threshold: result.threshold, text });
  }
  const candidates = result.type === 'candidates' ? result.candidates : [];
  const fresh = candidates.filter((candidate) => mayBeCalled(state, addressOf(candidate.agent, candidate.instance)));
  if (fresh.length === 0) return nobodyLeft(state, step);
  return call(state, { ...result, type: 'candidates', candidates: fresh }, step);
}

// Nobody is called twice for the same reason. After a failed attempt things may have changed, so whoever refused or was
// silent is asked again; who is excluded never is.
function mayBeCalled(state: InitiatorState, key: string): boolean {
  const bidder = state.bidders[key];
  if (bidder === undefined) return true;
  if (state.excludedInstances.includes(key) || state.excludedAgents.includes(bidder.candidate.agent)) return false;
  if (bidder.answer === 'unreachable' || bidder.answer === 'garbled') return false;
  return bidder.answer === 'proposed' || state.attempts.length > 0;
}

function call(
  state: InitiatorState,
  result: Extract<ShortlistResult, { type: 'candidates' }>,
  step: Step,
): InitiatorState {
  const windowMs = Math.min(state.input.bidWindowMs, Math.max(0, remainingMs(state, step)));
  const bidders: Record<string, Bidder> = { ...state.bidders };
  for (const candidate of result.candidates) {
    bidders[addressOf(candidate.agent, candidate.instance)] = { candidate, answer: 'none', open: true };
  }
  const keys = result.candidates.map((candidate) => addressOf(candidate.agent, candidate.instance));
  record(step, {
    type: 'shortlisted',
    round: state.round,
    candidates: result.candidates,
    ...(result.threshold === undefined ? {} : { threshold: result.threshold }),
  });
  record(step, { type: 'called', round: state.round, bidders: keys, windowMs });
  say(step, {
    type: 'call',
    bidders: result.candidates,
    round: state.round,
    windowMs,
    remainingMs: remainingMs(state, step),
  });
  say(step, { type: 'startTimer', timer: 'bids', ms: windowMs });
  return { ...state, phase: 'collecting', bidders, ranked: [] };
}

/** The ladder's end: what is said depends on how far the conversation came. */
export function nobodyLeft(state: InitiatorState, step: Step): InitiatorState {
  const last = state.attempts.at(-1);
  if (last !== undefined) {
    const text = `${last.agent} did not finish (${last.text ?? last.ended}) and nobody else can take over.`;
    return settle(state, step, { type: 'failed', code: last.ended, text });
  }
  return settleWithoutAward(state, step);
}

// No bid can win and nobody else can be called: refused, or no bids.
function settleWithoutAward(state: InitiatorState, step: Step): InitiatorState {
  const bidders = Object.values(state.bidders);
  if (bidders.length > 0 && bidders.every((bidder) => bidder.answer === 'refused')) {
    const reasons = bidders.map((bidder) => `${bidder.candidate.agent}: ${bidder.text ?? 'no reason'}`);
    return settle(state, step, { type: 'refused', text: `All refused. ${reasons.join('; ')}.` });
  }
  const reasons = state.board.map((row) => `${row.agent}: ${row.ineligible?.text ?? 'not awarded'}`);
  const silent = bidders.filter((bidder) => bidder.answer === 'none').length;
  if (silent > 0) reasons.push(`${silent} did not answer within ${state.input.bidWindowMs} ms`);
  return settle(state, step, { type: 'no-bids', text: `No bid within the limits. ${reasons.join('; ')}.` });
}
