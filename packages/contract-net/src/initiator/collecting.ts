// Collecting sealed bids. It ends when all have answered, when the window closes, or, where the caller wants that, at
// the first bid within the limits. Nothing is decided before it ends.

import type { MessageOf } from '@parley/protocol';
import { chooseBid } from '../choose.ts';
import { award } from './awarding.ts';
import { letCallerChoose } from './choosing.ts';
import type { BoardRow, RevisedTerms } from './events.ts';
import { letCallerRevise, mayRevise, recall, withHeldBids, worseIn } from './revising.ts';
import { settle } from './settling.ts';
import { nobodyLeft, requestShortlist } from './shortlisting.ts';
import {
  type Bidder,
  type InitiatorState,
  isExcluded,
  record,
  remainingMs,
  roundOf,
  type Step,
  say,
  withBidder,
} from './state.ts';

type BidAnswer = MessageOf<'propose' | 'refuse' | 'not-understood'>;

/** One answer to the call. */
export function onBidAnswer(state: InitiatorState, key: string, message: BidAnswer, step: Step): InitiatorState {
  const { candidate, heard: before } = state.bidders[key]!;
  const { agent, instance } = candidate;
  const heard = [...before, message.id];
  if (message.performative === 'propose') {
    const { price, etaMs, fit, note, terms, freeSlots, validForMs } = message.body;
    const worse = worseIn(state.bidders[key]!, message);
    if (worse !== undefined) return worsened(state, key, message, { heard, worse }, step);
    record(step, { type: 'proposed', agent, instance, price, etaMs, ...(note === undefined ? {} : { note }) });
    const proposal = {
      id: message.id,
      price,
      etaMs,
      fit,
      freshUntilMs: step.atMs + validForMs,
      ...(terms === undefined ? {} : { terms }),
      ...(freeSlots === undefined ? {} : { freeSlots }),
      ...(note === undefined ? {} : { note }),
    };
    return closeIfComplete(withBidder(state, key, { answer: 'proposed', heard, proposal }), step);
  }
  if (message.performative === 'refuse') {
    const { code, text } = message.body;
    record(step, { type: 'refused', agent, instance, code, text });
    return closeIfComplete(withBidder(state, key, { answer: 'refused', heard, open: false, text }), step);
  }
  const { text, missing = [], schema } = message.body;
  record(step, { type: 'not-understood', agent, instance, text, missing });
  const change = {
    answer: 'not-understood',
    heard,
    open: false,
    text,
    missing,
    ...(schema === undefined ? {} : { schema }),
  } as const;
  return closeIfComplete(withBidder(state, key, change), step);
}

// The bid before has been replaced by this one, at the bidder's: neither can be awarded.
function worsened(
  state: InitiatorState,
  key: string,
  { id }: MessageOf<'propose'>,
  { heard, worse }: { readonly heard: readonly string[]; readonly worse: string },
  step: Step,
): InitiatorState {
  const { agent, instance } = state.bidders[key]!.candidate;
  const text = `its new bid is worse than its last: ${worse}`;
  record(step, { type: 'refused', agent, instance, code: 'worse-bid', text });
  const body = { code: 'ineligible', text } as const;
  say(step, { type: 'send', to: key, message: { performative: 'reject-proposal', inReplyTo: id, body } });
  return closeIfComplete(withBidder(state, key, { answer: 'refused', heard, open: false, text }), step);
}

/** A bidder takes its bid back before it is awarded, because it stops, say. */
export function onWithdrawn(
  state: InitiatorState,
  key: string,
  message: MessageOf<'refuse'>,
  step: Step,
): InitiatorState {
  const { candidate, heard } = state.bidders[key]!;
  const { code, text } = message.body;
  record(step, { type: 'refused', agent: candidate.agent, instance: candidate.instance, code, text });
  return withBidder(state, key, { answer: 'refused', heard: [...heard, message.id], open: false, text });
}

/** A called instance that cannot answer: nobody there, gone, or talking nonsense. */
export function onBidderLost(
  state: InitiatorState,
  key: string,
  answer: 'unreachable' | 'garbled',
  text: string,
  step: Step,
): InitiatorState {
  const { agent, instance } = state.bidders[key]!.candidate;
  record(step, { type: 'unreachable', agent, instance, text });
  return closeIfComplete(withBidder(state, key, { answer, open: answer === 'garbled', text }), step);
}

function closeIfComplete(state: InitiatorState, step: Step): InitiatorState {
  // Who was silent in an earlier call is not waited for again; its bid counts if it comes.
  const waiting = Object.values(state.bidders).some(
    (bidder) => bidder.open && bidder.answer === 'none' && bidder.round === roundOf(state),
  );
  if (!waiting) return closeBids(state, step);
  if (state.input.firstAcceptable && choose(state, step).ranked.length > 0) return closeBids(state, step);
  return state;
}

/** The window is over: choose, award, or go on without an award. */
export function closeBids(state: InitiatorState, step: Step): InitiatorState {
  say(step, { type: 'cancelTimer', timer: 'bids' });
  const held = withHeldBids(state);
  const { ranked, ineligible } = choose(held, step);
  const board: BoardRow[] = [
    ...ranked.map(({ bid, ...scored }) => ({ ...rowOf(bid.bidder), ...scored })),
    ...ineligible.map(({ bid, code, text }) => ({ ...rowOf(bid.bidder), ineligible: { code, text } })),
  ];
  if (board.length > 0) record(step, { type: 'scored', board, weights: state.input.weights });
  const scored = { ...held, board, ranked: ranked.map(({ bid }) => bid.key) };
  return mayRevise(scored) ? letCallerRevise(scored, step) : decide(scored, step);
}

/** The caller has looked at the bids: better ones are asked for, or these are decided on. */
export function onRevised(state: InitiatorState, terms: RevisedTerms | undefined, step: Step): InitiatorState {
  if (state.phase !== 'revising') return state;
  const called = terms === undefined ? undefined : recall(state, terms, step);
  return called ?? decide(state, step);
}

function decide(state: InitiatorState, step: Step): InitiatorState {
  const isChosen = state.input.ownChoice || state.input.clears;
  if (state.ranked.length > 0) return isChosen ? letCallerChoose(state, step) : award(state, step);
  return withoutBids(state, step);
}

function withoutBids(state: InitiatorState, step: Step): InitiatorState {
  const asking = Object.values(state.bidders).find((bidder) => bidder.answer === 'not-understood' && bidder.schema);
  // Once somebody understood it and failed, that is the answer, and not what others would have liked to know.
  if (asking?.schema !== undefined && state.attempts.length === 0) {
    const missing = asking.missing ?? [];
    return settle(state, step, {
      type: 'needs-input',
      capability: asking.candidate.capability,
      schema: asking.schema,
      missing,
      text: asking.text ?? `Needs ${missing.join(', ')}.`,
    });
  }
  if (state.round < state.input.shortlistSizes.length) return requestShortlist(state, step);
  return nobodyLeft(state, step);
}

function choose(state: InitiatorState, step: Step) {
  const bids = Object.entries(state.bidders).flatMap(([key, bidder]) => {
    const { candidate, proposal } = bidder;
    if (!bidder.open || proposal === undefined || proposal.freshUntilMs <= step.atMs) return [];
    if (isExcluded(state, key)) return [];
    const { agent, instance, reliability, doubt = 0, timeFactor = 1 } = candidate;
    const { price, etaMs, fit } = proposal;
    return [{ key, bidder, agent, instance, reliability, doubt, timeFactor, price, etaMs, fit }];
  });
  const { priceLimit, currency, weights, task, scoreBid } = state.input;
  return chooseBid(bids, {
    remainingMs: remainingMs(state, step),
    currency,
    weights,
    seed: task,
    ...(priceLimit === undefined ? {} : { priceLimit }),
    ...(scoreBid === undefined ? {} : { scoreBid }),
  });
}

function rowOf({ candidate, proposal }: Bidder): BoardRow {
  const { price, etaMs, fit, note } = proposal!;
  const { agent, instance, capability, timeFactor } = candidate;
  const row = { agent, instance, capability, price, etaMs, fit };
  return { ...row, ...(timeFactor === undefined ? {} : { timeFactor }), ...(note === undefined ? {} : { note }) };
}
