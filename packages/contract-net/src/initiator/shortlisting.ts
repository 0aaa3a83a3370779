// Asking who could do it: at the start, and again (wider, without those who failed) when the bids are used up.

import { addressOf } from '@parley/protocol';
import type { ShortlistResult } from './events.ts';
import { expiredAfter, rejectionOf, settle, tellEnd } from './settling.ts';
import { type Bidder, type InitiatorState, isExcluded, record, remainingMs, roundOf, type Step, say } from './state.ts';

/** Asks for a shortlist of the next size; settles where there is no time left for it. */
export function requestShortlist(state: InitiatorState, step: Step): InitiatorState {
  if (remainingMs(state, step) <= 0) return settle(state, step, expiredAfter(state.input.withinMs));
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
    const { threshold, missed, missedMore } = result;
    if (missed !== undefined) {
      const round = 1;
      record(step, {
        type: 'shortlisted',
        round,
        candidates: [],
        threshold,
        missed,
        ...(missedMore === undefined ? {} : { missedMore }),
      });
    }
    const { text = 'No agent can do this.' } = result;
    return settle(state, step, { type: 'no-route', nearest: result.nearest, threshold: result.threshold, text });
  }
  const candidates = result.type === 'candidates' ? result.candidates : [];
  const fresh = candidates.filter((candidate) => mayBeCalled(state, addressOf(candidate.agent, candidate.instance)));
  if (fresh.length === 0) return nobodyLeft(state, step);
  return call(state, { ...result, type: 'candidates', candidates: fresh }, step);
}

// Nobody is called twice for the same reason. After a failed attempt things may have changed, so whoever refused, was
// silent or bid outside the limits is asked again; who is excluded never is.
function mayBeCalled(state: InitiatorState, key: string): boolean {
  const bidder = state.bidders[key];
  if (bidder === undefined) return true;
  if (isExcluded(state, key) || bidder.answer === 'unreachable' || bidder.answer === 'garbled') return false;
  return state.attempts.length > 0;
}

function call(
  state: InitiatorState,
  result: Extract<ShortlistResult, { type: 'candidates' }>,
  step: Step,
): InitiatorState {
  const round = roundOf(state);
  const windowMs = Math.min(state.input.bidWindowMs, Math.max(0, remainingMs(state, step)));
  const bidders: Record<string, Bidder> = { ...state.bidders };
  for (const candidate of result.candidates) {
    const key = addressOf(candidate.agent, candidate.instance);
    const before = bidders[key];
    // A new call replaces an old bid, and who made it is told.
    if (before?.open && before.proposal !== undefined) tellEnd(key, before, rejectionOf(state, key, step), step);
    bidders[key] = { candidate, round, answer: 'none', open: true, heard: before?.heard ?? [] };
  }
  const keys = result.candidates.map((candidate) => addressOf(candidate.agent, candidate.instance));
  record(step, { ...result, type: 'shortlisted', round });
  record(step, { type: 'called', round, bidders: keys, windowMs });
  say(step, {
    type: 'call',
    bidders: result.candidates,
    round,
    windowMs,
    remainingMs: Math.max(0, remainingMs(state, step)),
  });
  say(step, { type: 'startTimer', timer: 'bids', ms: windowMs });
  return { ...state, phase: 'collecting', bidders, ranked: [] };
}

/** The ladder's end: what is said depends on how far the conversation came. */
export function nobodyLeft(state: InitiatorState, step: Step): InitiatorState {
  const last = state.attempts.at(-1);
  if (last !== undefined) {
    const { agent, code, ended, text = ended } = last;
    // What the agent says of itself is the caller's best answer: its own code and words.
    if (code !== undefined) {
      const said = text.slice(`${code}: `.length).replace(/\.$/, '');
      return settle(state, step, {
        type: 'failed',
        code,
        text: `${said}. So says ${agent}, and nobody else can take over.`,
      });
    }
    return settle(state, step, {
      type: 'failed',
      code: ended,
      text: `${agent} did not finish (${text}) and nobody else can take over.`,
    });
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
  const reasons = Object.entries(state.bidders).map(([key, bidder]) => `${key}: ${whyNot(state, key, bidder)}`);
  if (reasons.length === 0) reasons.push('nobody to call');
  return settle(state, step, { type: 'no-bids', text: `No bid within the limits. ${reasons.join('; ')}.` });
}

function whyNot(state: InitiatorState, key: string, { answer, text, proposal }: Bidder): string {
  if (answer === 'none') return `no answer within ${state.input.bidWindowMs} ms`;
  if (proposal === undefined || answer !== 'proposed') return text ?? answer;
  const row = state.board.find((each) => addressOf(each.agent, each.instance) === key);
  return row?.ineligible?.text ?? 'its bid ran out';
}
