// A bid that is asked to be better: what its author is told of that, and that it does not become worse.

import type { BidResult } from '@parley/contract-net';
import { compareMoney, type MessageOf } from '@parley/protocol';
import type { BidContext } from './context.ts';

export type Proposal = Extract<BidResult, { type: 'proposal' }>;

/** The author's part of the context. @param before what was offered last in this conversation */
export function revisionFor(
  { body: { revision } }: MessageOf<'cfp'>,
  before: Proposal | undefined,
): Pick<BidContext, 'revision'> {
  if (revision === undefined || before === undefined) return {};
  const { price, etaMs } = before;
  return { revision: { ...revision, before: { price, etaMs } } as NonNullable<BidContext['revision']> };
}

/** The new offer, or the last one where that was better in anything: it holds. */
export function notWorse(
  offer: Proposal,
  { body: { revision } }: MessageOf<'cfp'>,
  before: Proposal | undefined,
): Proposal {
  if (revision === undefined || before === undefined) return offer;
  if (before.price.currency !== offer.price.currency) return before;
  return compareMoney(offer.price, before.price) > 0 || offer.etaMs > before.etaMs ? before : offer;
}
