// Who was known and is not on a shortlist, and why: for the record, and for whoever asks "why not me". It is worked out
// from the same matches as the shortlist, after it.

import { addressOf } from '@parley/protocol';
import type { Replica } from '../replica/replica.ts';
import { type Match, matchExactly, matchMeaning } from './matching.ts';
import { createEligibility } from './picking.ts';
import type { ShortlistAnswer, ShortlistOptions, ShortlistQuery } from './question.ts';

/** A capability that was not called. Its similarity is what the shortlist compared. */
export interface MissedCapability {
  readonly agent: string;
  readonly instance: string;
  readonly capability: string;
  readonly similarity: number;
  readonly why: 'under-threshold' | 'not-among-the-nearest' | 'excluded';
}

export interface Missed {
  /** The nearest first. */
  readonly missed: readonly MissedCapability[];
  /** How many adverts more were neither called nor are named here. */
  readonly missedMore: number;
}

const namedMax = 16;

/** Those whom `answer`, given to the same query with the same options, does not name. */
export function missedBy(
  replica: Replica,
  query: ShortlistQuery,
  options: ShortlistOptions,
  answer: ShortlistAnswer,
): Missed {
  const candidates = answer.type === 'candidates' ? answer.candidates : [];
  const threshold = 'threshold' in answer ? (answer.threshold ?? 0) : 0;
  const called = new Set(candidates.map((each) => `${addressOf(each.agent, each.instance)} ${each.capability}`));
  const eligible = createEligibility(options);
  const matches: Iterable<Match> =
    'capability' in query
      ? matchExactly(replica, query.capability)
      : matchMeaning(replica, query, Math.max(0, threshold)).all();
  const missed: MissedCapability[] = [];
  for (const { advert, similarity } of matches) {
    const { agent, instance } = advert;
    const capability = advert.capability.name;
    if (called.has(`${addressOf(agent, instance)} ${capability}`)) continue;
    if (missed.length === namedMax) break;
    const why = similarity < threshold ? 'under-threshold' : eligible(advert) ? 'not-among-the-nearest' : 'excluded';
    missed.push({ agent, instance, capability, similarity, why });
  }
  return { missed, missedMore: Math.max(0, replica.adverts().length - called.size - missed.length) };
}
