// Who gets the work: one pure choice over sealed bids. Hard limits first, then a weighted utility in which each term
// is the best offer over one's own (1 for the best), and ties go to a hash of task and agent, so that the order in
// which bids arrived never matters (a first-proposal bias of 10 to 30 times was measured in agent markets,
// arXiv 2510.25779). An offer is worth what may be expected of it: with the bidder's reliability over the best one's it is
// kept, else it is worth a quarter. The doubt is in the bidder's favour: who may as well be as reliable as the best counts
// as that. What is lost is booked on reliability, whose term may be below 0; so nobody who never delivers wins by a low
// price. A bid whose input had to be adapted is worth a little less in every term. It reads numbers only; a bid's free text
// never comes here.

import {
  addressOf,
  compareMoney,
  defaults,
  type Fit,
  type Money,
  messageOf,
  ratioOfMoney,
  tieBreak,
} from '@parley/protocol';

/**
 * A bid as the choice sees it. `reliability` (0 to 1), its `doubt` (one standard deviation) and `timeFactor` (how many times
 * the promised time it takes) are measured, never claimed.
 */
export interface Bid {
  readonly agent: string;
  readonly instance: string;
  readonly price: Money;
  readonly etaMs: number;
  readonly fit: Fit;
  readonly reliability: number;
  readonly doubt: number;
  readonly timeFactor: number;
}

/** How much each term counts; they sum to 1. */
export interface Weights {
  readonly price: number;
  readonly time: number;
  readonly reliability: number;
  readonly quality: number;
}

/**
 * A caller's own score of one bid among all that may win: the highest wins. Pure; any finite number will do. A bid it throws
 * for, or gives no such number, cannot win.
 */
export type ScoreBid = (bid: Bid, all: readonly Bid[]) => number;

/** What a choice is made under. */
export interface ChoiceTerms {
  readonly priceLimit?: Money;
  /** Time left; a bid that promises more cannot win. */
  readonly remainingMs: number;
  readonly currency: string;
  readonly weights: Weights;
  /** Instead of the weighted utility. */
  readonly scoreBid?: ScoreBid;
  /** Seeds the tie-break: the task's id. */
  readonly seed: string;
}

/**
 * A bid that may win. `scoreByTerm` says where its `score`, 0 to 1, comes from: the terms sum to it. A caller's own score
 * has no terms, and any range.
 */
export interface ScoredBid<B extends Bid = Bid> {
  readonly bid: B;
  readonly score: number;
  readonly scoreByTerm?: Weights;
}

export type IneligibleCode = 'over-price' | 'too-slow' | 'wrong-currency' | 'missing-input' | 'not-scored';

export interface IneligibleBid<B extends Bid = Bid> {
  readonly bid: B;
  readonly code: IneligibleCode;
  readonly text: string;
}

export interface Choice<B extends Bid = Bid> {
  /** Best first. */
  readonly ranked: readonly ScoredBid<B>[];
  readonly ineligible: readonly IneligibleBid<B>[];
}

/**
 * Ranks the eligible bids, best first, and says why each of the others may not win.
 * @throws ParleyError `currency-mismatch` where the price limit is not in the conversation's currency
 */
export function chooseBid<B extends Bid>(bids: readonly B[], terms: ChoiceTerms): Choice<B> {
  const eligible: B[] = [];
  const ineligible: IneligibleBid<B>[] = [];
  for (const bid of bids) {
    const against = objectionTo(bid, terms);
    if (against === undefined) eligible.push(bid);
    else ineligible.push({ bid, ...against });
  }
  const best = bestOf(eligible);
  const ranked: ScoredBid<B>[] = [];
  for (const bid of eligible) {
    const scored = terms.scoreBid === undefined ? score(bid, best, terms.weights) : own(terms.scoreBid, bid, eligible);
    if ('code' in scored) ineligible.push(scored);
    else ranked.push(scored);
  }
  ranked.sort((a, b) => b.score - a.score || byTieBreak(a.bid, b.bid, terms.seed));
  return { ranked, ineligible };
}

// Equal hashes are possible, so the names decide at last: never the order of arrival.
function byTieBreak(a: Bid, b: Bid, seed: string): number {
  const [one, other] = [addressOf(a.agent, a.instance), addressOf(b.agent, b.instance)];
  return tieBreak(seed, one) - tieBreak(seed, other) || (one < other ? -1 : 1);
}

function objectionTo(bid: Bid, terms: ChoiceTerms): { code: IneligibleCode; text: string } | undefined {
  const { price, etaMs, fit } = bid;
  if (price.currency !== terms.currency) {
    return { code: 'wrong-currency', text: `priced in ${price.currency}, bids are in ${terms.currency} here` };
  }
  if (terms.priceLimit !== undefined && compareMoney(price, terms.priceLimit) > 0) {
    return {
      code: 'over-price',
      text: `price ${price.amount} over the limit ${terms.priceLimit.amount} ${price.currency}`,
    };
  }
  if (etaMs > terms.remainingMs) {
    return {
      code: 'too-slow',
      text: `needs ${Math.round(etaMs)} ms, ${Math.max(0, Math.round(terms.remainingMs))} ms are left`,
    };
  }
  if (fit.status === 'missing') {
    return { code: 'missing-input', text: `lacks ${(fit.missing ?? []).join(', ') || 'input'}` };
  }
  return undefined;
}

interface Best {
  readonly price: Money | undefined;
  readonly etaMs: number;
  readonly reliability: number;
}

function bestOf(bids: readonly Bid[]): Best {
  let price: Money | undefined;
  let etaMs = Number.POSITIVE_INFINITY;
  let reliability = 0;
  for (const bid of bids) {
    if (price === undefined || compareMoney(bid.price, price) < 0) price = bid.price;
    etaMs = Math.min(etaMs, bid.etaMs * bid.timeFactor);
    reliability = Math.max(reliability, bid.reliability);
  }
  return { price, etaMs, reliability };
}

function score<B extends Bid>(bid: B, best: Best, weights: Weights): ScoredBid<B> {
  const worth = bid.fit.status === 'adapted' ? defaults.adaptedWorth : 1;
  const price = worth * weights.price * (best.price === undefined ? 1 : ratioOfMoney(best.price, bid.price));
  const time = worth * weights.time * share(best.etaMs, bid.etaMs * bid.timeFactor);
  // Nothing measures quality yet, so all are equally good.
  const quality = worth * weights.quality;
  const kept = keptShare(Math.min(1, share(bid.reliability + bid.doubt, best.reliability)));
  const reliability = kept * worth * weights.reliability - (1 - kept) * (price + time + quality);
  const total = price + time + reliability + quality;
  return { bid, score: total, scoreByTerm: { price, time, reliability, quality } };
}

function own<B extends Bid>(scoreBid: ScoreBid, bid: B, all: readonly B[]): ScoredBid<B> | IneligibleBid<B> {
  try {
    const found: unknown = scoreBid(bid, all);
    if (typeof found === 'number' && Number.isFinite(found)) return { bid, score: found };
    return { bid, code: 'not-scored', text: `the caller's own score gave ${String(found)}, which is no finite number` };
  } catch (thrown) {
    return { bid, code: 'not-scored', text: `the caller's own score failed: ${messageOf(thrown)}` };
  }
}

/** What of its score a bid may expect, by its bidder's reliability over the best one's. */
function keptShare(reliability: number): number {
  return defaults.failedWorth + (1 - defaults.failedWorth) * reliability;
}

function share(part: number, whole: number): number {
  return whole === 0 ? 1 : part / whole;
}
