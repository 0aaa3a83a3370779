// What a bid would have needed to be first on its board. The scores are worked out again from what was recorded, as
// contract-net's choice does it (each term is the best offer over one's own, times its weight, and all of it is weighed by
// what may be expected of the reliability over the best), and a number of the bid is changed until it wins. A test holds
// this against the choice itself.

import { compareMoney, defaults, type Money, ratioOfMoney } from '@parley/protocol';
import type { Weights } from './bodies.ts';

/** One bid as the choice weighs it. */
export interface WeighedBid {
  readonly price: Money;
  readonly etaMs: number;
  readonly reliability: number;
  readonly doubt: number;
  /** How many times its promised time it is expected to take. */
  readonly timeFactor: number;
  /** False for what cannot win whatever it offers: it lacks input, say. */
  readonly isComplete: boolean;
  /** Its input had to be adapted. */
  readonly isAdapted: boolean;
}

export interface ChoiceTerms {
  readonly weights: Weights;
  readonly currency: string;
  readonly priceLimit?: Money;
  readonly remainingMs: number;
}

/** One way to win: every number that is given must hold, as a limit from above (from below for reliability). */
export interface WinningOffer {
  readonly price?: Money;
  readonly etaMs?: number;
  readonly reliability?: number;
}

/** Ahead by so much, no rounding and no tie-break can turn it. */
const lead = 1e-9;
const reliabilityStep = 0.01;

/** Ways to win, each of one number where that is enough, or else of two; none where nothing of its own would do. */
export function whatWins(bids: readonly WeighedBid[], index: number, terms: ChoiceTerms): readonly WinningOffer[] {
  const own = bids[index]!;
  if (!own.isComplete || own.price.currency !== terms.currency) return [];
  const wins = (change: WinningOffer) => isFirst(bids.with(index, { ...own, ...change }), index, terms);
  const single = [priceThatWins(own, terms, wins), etaThatWins(own, terms, wins)].filter((each) => each !== undefined);
  if (single.length > 0) return single;
  const others = bids.filter((each, at) => at !== index && isEligible(each, terms));
  const etaMs = Math.min(own.etaMs, Math.floor(terms.remainingMs), ...others.map((each) => each.etaMs));
  const withEta = priceThatWins(own, terms, (change) => wins({ ...change, etaMs }));
  if (withEta !== undefined) return [{ ...withEta, ...(etaMs === own.etaMs ? {} : { etaMs }) }];
  const reliability = reliabilityThatWins(own, wins);
  return reliability === undefined ? [] : [reliability];
}

/** Whether this one would be awarded, and no tie-break needed. */
function isFirst(bids: readonly WeighedBid[], index: number, terms: ChoiceTerms): boolean {
  if (!isEligible(bids[index]!, terms)) return false;
  const eligible = bids.filter((each) => isEligible(each, terms));
  const scores = eligible.map((each) => scoreOf(each, eligible, terms.weights));
  const own = scores[eligible.indexOf(bids[index]!)]!;
  return scores.every((score, at) => eligible[at] === bids[index] || own > score + lead);
}

function isEligible({ price, etaMs, isComplete }: WeighedBid, { currency, priceLimit, remainingMs }: ChoiceTerms) {
  if (!isComplete || price.currency !== currency || etaMs > remainingMs) return false;
  return priceLimit === undefined || compareMoney(price, priceLimit) <= 0;
}

function scoreOf(own: WeighedBid, all: readonly WeighedBid[], weights: Weights): number {
  const price = all.reduce((best, each) => (compareMoney(each.price, best) < 0 ? each.price : best), own.price);
  const expectedMs = Math.min(...all.map((each) => each.etaMs * each.timeFactor));
  const reliability = Math.max(...all.map((each) => each.reliability));
  const promised =
    weights.price * ratioOfMoney(price, own.price) +
    weights.time * share(expectedMs, own.etaMs * own.timeFactor) +
    weights.reliability +
    weights.quality;
  const { failedWorth } = defaults;
  const expected = Math.min(1, share(own.reliability + own.doubt, reliability));
  const total = (failedWorth + (1 - failedWorth) * expected) * promised;
  return own.isAdapted ? defaults.adaptedWorth * total : total;
}

function share(part: number, whole: number): number {
  return whole === 0 ? 1 : part / whole;
}

// A lower price never does harm, so the highest that wins is found by halving.
function priceThatWins(
  own: WeighedBid,
  { priceLimit }: ChoiceTerms,
  wins: (change: WinningOffer) => boolean,
): WinningOffer | undefined {
  const { currency } = own.price;
  const decimals = Math.max(2, decimalsOf(own.price), priceLimit === undefined ? 0 : decimalsOf(priceLimit));
  const priceOf = (units: bigint): Money => ({ amount: decimalText(units, decimals), currency });
  const ceiling = priceLimit !== undefined && compareMoney(priceLimit, own.price) < 0 ? priceLimit : own.price;
  let [low, high] = [0n, unitsOf(ceiling, decimals)];
  if (!wins({ price: priceOf(low) })) return undefined;
  while (low < high) {
    const middle = (low + high + 1n) / 2n;
    if (wins({ price: priceOf(middle) })) low = middle;
    else high = middle - 1n;
  }
  return { price: priceOf(low) };
}

function etaThatWins(
  own: WeighedBid,
  { remainingMs }: ChoiceTerms,
  wins: (change: WinningOffer) => boolean,
): WinningOffer | undefined {
  let [low, high] = [0, Math.floor(Math.min(own.etaMs, remainingMs))];
  if (high < 0 || !wins({ etaMs: low })) return undefined;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (wins({ etaMs: middle })) low = middle;
    else high = middle - 1;
  }
  return { etaMs: low };
}

function reliabilityThatWins(own: WeighedBid, wins: (change: WinningOffer) => boolean): WinningOffer | undefined {
  for (let steps = Math.ceil(own.reliability / reliabilityStep); steps * reliabilityStep <= 1; steps++) {
    const reliability = Math.round(steps * reliabilityStep * 100) / 100;
    if (wins({ reliability })) return { reliability };
  }
  return undefined;
}

function decimalsOf({ amount }: Money): number {
  return amount.split('.')[1]?.length ?? 0;
}

function unitsOf({ amount }: Money, decimals: number): bigint {
  const [whole = '0', fraction = ''] = amount.split('.');
  return BigInt(whole + fraction.padEnd(decimals, '0'));
}

function decimalText(units: bigint, decimals: number): string {
  const digits = units.toString().padStart(decimals + 1, '0');
  return `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}
