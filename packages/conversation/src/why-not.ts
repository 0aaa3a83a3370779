// Why an agent did not get the work of a conversation, as the record has it: how far it came, the fact that stopped it,
// and what would have changed that. It guesses nothing: where the record does not say, that is the answer.

import { isOf, leadOf, reasonOfRow } from './board-reasons.ts';
import type { BoardRow, Missed } from './bodies.ts';
import type { WhyNotReason } from './reason.ts';
import type { AttemptView, BidderView, BoardView, ConversationView } from './view.ts';
import type { WinningOffer } from './what-wins.ts';
import { changeText, reasonText } from './why-not-text.ts';

export interface WhyNot {
  /** As it was asked for: `agent` or `agent/instance`. */
  readonly agent: string;
  readonly reason: WhyNotReason;
  readonly text: string;
  /** What would have changed it, in words, where anything is known to. */
  readonly change?: string;
  /** Offers that would have been first on the board. Each is checked against the recorded bids. */
  readonly wins: readonly WinningOffer[];
}

/** The first of these that the record knows: an award, a bid, an answer, a place near the shortlist. */
export function whyNot(view: ConversationView, agent: string): WhyNot {
  const { reason, wins = [] } = reasonFor(view, agent);
  const change = changeText(reason, wins, view);
  return { agent, reason, text: reasonText(agent, reason), wins, ...(change === undefined ? {} : { change }) };
}

interface Found {
  readonly reason: WhyNotReason;
  readonly wins?: readonly WinningOffer[];
}

function reasonFor(view: ConversationView, name: string): Found {
  const attempts = view.attempts.filter(isOf(name));
  const attempt = attempts.find(({ ended }) => ended === 'done') ?? attempts.at(-1);
  if (attempt !== undefined) return { reason: reasonOfAttempt(attempt, view) };
  const board = view.boards.findLast(({ rows }) => rows.some(isOf(name)));
  if (board !== undefined) return reasonOnBoard(view, board, name);
  const bidder = mostSaid(view.bidders.filter(isOf(name)));
  if (bidder !== undefined) return { reason: reasonOfBidder(bidder, view) };
  return { reason: reasonNearby(view, name) };
}

function reasonOfAttempt(attempt: AttemptView, view: ConversationView): WhyNotReason {
  const { attempt: number, ended, cause = 'unknown', text = '' } = attempt;
  if (ended === 'done') return { type: 'did-it', attempt: number };
  if (ended === 'failed') return { type: 'failed', attempt: number, cause, text };
  if (ended === 'stopped') return { type: 'stopped', attempt: number, outcome: view.outcome ?? 'unknown' };
  return { type: 'working', attempt: number };
}

function reasonOnBoard(view: ConversationView, board: BoardView, name: string): Found {
  const row = board.rows.find(isOf(name)) as BoardRow;
  const { reason, wins } = reasonOfRow(view, board, row);
  if (reason !== undefined) return { reason, wins };
  if (view.asked?.ownChoice) {
    const to = view.attempts.find(({ round }) => round === board.round)?.agent;
    if (to === undefined && view.outcome === undefined) return { reason: undecided(view) };
    return { reason: { type: 'not-chosen', ...(to === undefined ? {} : { to }) } };
  }
  const award = view.attempts.find(({ round }) => round === board.round);
  const together = award?.clearedWith ?? 1;
  if (award !== undefined && together > 1 && !isOf(name)(award)) {
    return { reason: { type: 'cleared', to: award.agent, together } };
  }
  const ranked = board.rows.filter(({ score }) => score !== undefined);
  const [first] = ranked;
  if (row === first && view.asked?.dryRun) return { reason: { type: 'would-win', of: ranked.length } };
  if (first === undefined || row === first) return { reason: { type: 'not-awarded' } };
  const { by, term } = leadOf(first, row);
  const to = first.agent === row.agent ? `${first.agent}/${first.instance}` : first.agent;
  if (by < 1e-12) return { reason: { type: 'tied', to }, wins };
  const on = first.scoreByTerm === undefined ? {} : { term };
  return { reason: { type: 'lost', to, by, ...on, rank: ranked.indexOf(row) + 1, of: ranked.length }, wins };
}

// Of several instances the one that said most.
function mostSaid(bidders: readonly BidderView[]): BidderView | undefined {
  return (
    bidders.find(({ answer }) => answer !== 'none') ?? bidders.find(({ late }) => late !== undefined) ?? bidders[0]
  );
}

function reasonOfBidder({ answer, late, round, ...said }: BidderView, view: ConversationView): WhyNotReason {
  const { code = 'unknown', text = '', missing = [] } = said;
  const windowMs = view.rounds.findLast((each) => each.round === round)?.windowMs ?? 0;
  switch (answer) {
    case 'refused':
      return { type: 'refused', code, text };
    case 'not-understood':
      return { type: 'not-understood', missing, text };
    case 'unreachable':
      return { type: 'unreachable', text };
    case 'proposed':
      return undecided(view);
    case 'none':
      if (late?.performative === 'propose') return { type: 'late', windowMs };
      // Before anybody was chosen its silence says nothing yet.
      return view.boards.some((each) => each.round >= round) || isExhausted(view)
        ? { type: 'no-answer', windowMs }
        : undecided(view);
  }
}

// These are said only when the bids were in.
function isExhausted({ outcome }: ConversationView): boolean {
  return outcome === 'no-bids' || outcome === 'refused' || outcome === 'needs-input' || outcome === 'failed';
}

function undecided({ outcome }: ConversationView): WhyNotReason {
  return { type: 'undecided', ...(outcome === undefined ? {} : { outcome }) };
}

function reasonNearby(view: ConversationView, name: string): WhyNotReason {
  const candidate = view.rounds.flatMap(({ candidates }) => candidates).findLast(isOf(name));
  if (candidate !== undefined) return { type: 'not-called', similarity: candidate.similarity };
  const round = view.rounds.findLast(({ missed }) => missed.some(isOf(name)));
  const missed = round?.missed.filter(isOf(name)).reduce((a, b) => (b.similarity > a.similarity ? b : a));
  if (round !== undefined && missed !== undefined) return reasonOfMissed(missed, round);
  const { nearest = [], threshold } = view.settled ?? {};
  const near = nearest.find(({ agent }) => agent === name);
  if (near !== undefined && threshold !== undefined && near.similarity < threshold) {
    return { type: 'under-threshold', similarity: near.similarity, threshold };
  }
  return view.rounds.some(({ missedMore }) => missedMore === 0) ? { type: 'unknown-agent' } : { type: 'not-named' };
}

function reasonOfMissed(
  { why, similarity, text }: Missed,
  { threshold, size, candidates }: ConversationView['rounds'][number],
): WhyNotReason {
  if (why === 'under-threshold') return { type: why, similarity, threshold: threshold ?? 0 };
  if (why === 'not-among-the-nearest') {
    const least = candidates.reduce((lowest, each) => Math.min(lowest, each.similarity), 1);
    return { type: why, similarity, least, size: size ?? new Set(candidates.map(({ agent }) => agent)).size };
  }
  return { type: why, similarity, ...(text === undefined ? {} : { text }) };
}
