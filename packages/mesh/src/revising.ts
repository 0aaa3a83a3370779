// A caller's wish for better bids: by a function of its own, or one that is made here. What it throws ends the asking, and the
// bids stand.

import type { OfferedBid, RevisedTerms } from '@parley/contract-net';
import { addressOf, compareMoney, limits, type Money, ParleyError, scaleMoney } from '@parley/protocol';
import type { Logger } from 'pino';
import { priceOf } from './prices.ts';

/** Who is asked for a better bid (`agent/instance`), and to what. */
export interface Revision {
  readonly to: readonly string[];
  /** At most this; in the mesh's currency where it is a plain decimal string. */
  readonly price?: string | Money;
  readonly etaMs?: number;
  /** Shown to people and to the agent's author. */
  readonly text?: string;
}

/**
 * Looks at the bids, the best first and last those that cannot win, and asks some for better ones, or leaves them as they are
 * (undefined). @param round 1 for the first time
 */
export type Revise = (
  bids: readonly OfferedBid[],
  round: number,
) => Revision | undefined | Promise<Revision | undefined>;

/** Never rejects. */
export type Reviser = (bids: readonly OfferedBid[], round: number) => Promise<RevisedTerms | undefined>;

export function reviserOf(revise: Revise, currency: string, log: Logger): Reviser {
  return async (bids, round) => {
    try {
      const revision = await revise(bids, round);
      if (revision === undefined) return undefined;
      const { to, price, etaMs, text } = revision;
      return {
        to,
        ...(price === undefined ? {} : { price: priceOf(price, currency) }),
        ...(etaMs === undefined ? {} : { etaMs }),
        ...(text === undefined ? {} : { text: text.slice(0, limits.textCharactersMax) }),
      };
    } catch (thrown) {
      log.warn({ err: thrown }, 'the bids stand as they are: asking for better ones failed');
      return undefined;
    }
  };
}

/**
 * Asks all but the cheapest to go below the lowest price by a share (0.05 is 5 %), for so many rounds, or until nobody does.
 * @throws ParleyError `bad-options`
 */
export function underbid(by = 0.05, rounds = 2): Revise {
  if (!(by > 0 && by < 1) || !Number.isInteger(rounds) || rounds < 1) {
    const message = `Cannot underbid by ${by} in ${rounds} rounds: give a share between 0 and 1, and 1 round or more.`;
    throw new ParleyError('bad-options', message);
  }
  let before: Money | undefined;
  return (bids, round) => {
    const sorted = [...bids].sort((a, b) => compareMoney(a.price, b.price));
    const best = sorted[0]?.price;
    const isBetter = before === undefined || (best !== undefined && compareMoney(best, before) < 0);
    if (best === undefined || round > rounds || !isBetter) return undefined;
    before = best;
    const others = sorted.slice(1).filter(({ price }) => price.currency === best.currency);
    const price = scaleMoney(best, (1 - by).toFixed(6), 6);
    return {
      to: others.map(({ agent, instance }) => addressOf(agent, instance)),
      price,
      text: `the lowest bid is ${best.amount} ${best.currency}`,
    };
  };
}
