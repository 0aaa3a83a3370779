// Who gets the work: one pure choice over sealed bids. Hard limits first, then a weighted utility in which each term
// is the best offer over one's own (1 for the best), and ties go to a hash of task and agent, so that the order in
// which bids arrived never matters (a first-proposal bias of 10 to 30 times was measured in agent markets,
// arXiv 2510.25779). A bid whose input had to be adapted is worth a little less in every term. It reads numbers only; a bid's free text never comes here.

import { addressOf, compareMoney, defaults, type Fit, type Money, ratioOfMoney, tieBreak } from '@parley/protocol';

/** A bid as the choice sees it. `reliability` is measured by the chooser, never claimed: 0 to 1. */
export interface Bid {
  readonly agent: string;
  readonly instance: string;
  readonly price: Money;
  readonly etaMs: number;
  readonly fit: Fit;
  readonly reliability: number;
}

/** How much each term counts; they sum to 1. */
export interface Weights {
  readonly price: number;
  readonly time: number;
  readonly reliability: number;
  readonly quality: number;
}

/** What a choice is made under. */
export interface ChoiceTerms {
  readonly priceLimit?: Money;
  /** Time left; a bid that promises more cannot win. */
  readonly remainingMs: number;
  readonly currency: string;
  readonly weights: Weights;
  /** Seeds the tie-break: the task's id. */
  readonly seed: string;
}

/** A bid that may win. `scoreByTerm` are the weighted shares; they sum to `score`, 0 to 1. */
export interface ScoredBid<B extends Bid = Bid> {
  readonly bid: B;
  readonly score: number;
  readonly scoreByTerm: Weights;
}

export type IneligibleCode = 'over-price' | 'too-slow' | 'wrong-currency' | 'missing-input';

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
  const ranked = eligible.map((bid) => score(bid, best, terms.weights));
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
    etaMs = Math.min(etaMs, bid.etaMs);
    reliability = Math.max(reliability, bid.reliability);
  }
  return { price, etaMs, reliability };
}

function score<B extends Bid>(bid: B, best: Best, weights: Weights): ScoredBid<B> {
  const worth = bid.fit.status === 'adapted' ? defaults.adaptedWorth : 1;
  const scoreByTerm = {
    price: worth * weights.price * (best.price === undefined ? 1 : ratioOfMoney(best.price, bid.price)),
    time: worth * weights.time * share(best.etaMs, bid.etaMs),
    reliability: worth * weights.reliability * share(bid.reliability, best.reliability),
    // Nothing measures quality yet, so all are equally good.
    quality: worth * weights.quality,
  };
  const total = scoreByTerm.price + scoreByTerm.time + scoreByTerm.reliability + scoreByTerm.quality;
  return { bid, score: total, scoreByTerm };
}

function share(part: number, whole: number): number {
  return whole === 0 ? 1 : part / whole;
}
