// What a row of a score board says about its bidder: why it could not win, or by how much it lost and on what, and which
// offers would have been first on that board.

import { compareMoney, defaults } from '@parley/protocol';
import type { BoardRow } from './bodies.ts';
import { type Term, terms, type WhyNotReason } from './reason.ts';
import type { BoardView, ConversationView } from './view.ts';
import { type WinningOffer, whatWins } from './what-wins.ts';

/** Whether somebody is the agent, or the one instance, that a name stands for. */
export function isOf(
  name: string,
): (each: { readonly agent: string; readonly instance?: string | undefined }) => boolean {
  return ({ agent, instance }) => name === agent || (instance !== undefined && name === `${agent}/${instance}`);
}

/** By how much the first is ahead, and the term that makes most of it. */
export function leadOf(first: BoardRow, row: BoardRow): { readonly by: number; readonly term: Term } {
  const lead = (term: Term) => (first.scoreByTerm?.[term] ?? 0) - (row.scoreByTerm?.[term] ?? 0);
  const term = terms.reduce((a, b) => (lead(b) > lead(a) ? b : a));
  return { by: (first.score ?? 0) - (row.score ?? 0), term };
}

/** Why the row could not win, where it could not; and what would have. */
export function reasonOfRow(
  view: ConversationView,
  board: BoardView,
  row: BoardRow,
): { readonly reason?: WhyNotReason; readonly wins: readonly WinningOffer[] } {
  const wins = winsOf(view, board, row);
  const { ineligible, price, etaMs, fit } = row;
  if (ineligible === undefined) return { wins };
  const { code, text } = ineligible;
  const { asked } = view;
  const limit = asked?.priceLimit;
  // The facts are looked at again: a code that they do not bear out is repeated as the writer's word, not as a fact.
  if (code === 'over-price' && limit?.currency === price.currency && compareMoney(price, limit) > 0) {
    return { reason: { type: code, price, limit }, wins };
  }
  const leftMs = asked === undefined ? undefined : asked.withinMs - board.atMs;
  if (code === 'too-slow' && leftMs !== undefined && etaMs > leftMs) {
    return { reason: { type: code, etaMs, leftMs }, wins };
  }
  if (code === 'wrong-currency' && asked !== undefined && price.currency !== asked.currency) {
    return { reason: { type: code, price, currency: asked.currency }, wins };
  }
  if (code === 'missing-input') return { reason: { type: code, missing: fit.missing ?? [] }, wins };
  return { reason: { type: 'cannot-win', code, text }, wins };
}

function winsOf({ asked, rounds }: ConversationView, board: BoardView, row: BoardRow): readonly WinningOffer[] {
  // A score that is the caller's own cannot be worked out again.
  if (asked === undefined || asked.ownScore) return [];
  const measuredOf = ({ agent, instance, fit, score, scoreByTerm }: BoardRow) => {
    const candidates = rounds.filter(({ round }) => round <= board.round).flatMap((each) => each.candidates);
    const known = candidates.findLast((each) => each.agent === agent && each.instance === instance);
    if (known !== undefined) return { reliability: known.reliability, doubt: known.doubt ?? 0 };
    // The score tells it as a share of the best, which is all that counts.
    const { reliability } = board.weights;
    const worth = fit.status === 'adapted' ? defaults.adaptedWorth : 1;
    if (score === undefined || scoreByTerm === undefined) return { reliability: 1, doubt: 0 };
    const { price, time, quality } = scoreByTerm;
    const kept = score / (price + time + quality + worth * reliability);
    return { reliability: Math.max(0, (kept - defaults.failedWorth) / (1 - defaults.failedWorth)), doubt: 0 };
  };
  const bids = board.rows.map((each) => ({
    price: each.price,
    etaMs: each.etaMs,
    ...measuredOf(each),
    timeFactor: each.timeFactor ?? 1,
    isComplete: each.fit.status !== 'missing',
    isAdapted: each.fit.status === 'adapted',
  }));
  const { currency, withinMs, priceLimit } = asked;
  const limited = priceLimit === undefined ? {} : { priceLimit };
  const choice = { weights: board.weights, currency, remainingMs: withinMs - board.atMs, ...limited };
  return whatWins(bids, board.rows.indexOf(row), choice);
}
