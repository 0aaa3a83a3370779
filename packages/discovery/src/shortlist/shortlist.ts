// The capable few for an intent: hard eligibility first, then meaning, lifted from capabilities to agents, and at most
// two instances of each. It compares only vectors of the query's space, and it says "nobody" only when it knows
// everybody. It asks nobody: all it needs is in the replica.

import { type Advert, limits } from '@parley/protocol';
import type { Replica } from '../replica/replica.ts';
import { thresholdFor } from '../threshold/threshold-for.ts';
import { type Match, matchDefinition, matchMeaning, nearestOf, versionSimilarity } from './matching.ts';
import { createEligibility, pickAgents } from './picking.ts';
import type {
  NearestCapability,
  ShortlistAnswer,
  ShortlistCandidate,
  ShortlistOptions,
  ShortlistQuery,
} from './question.ts';

/**
 * Who may be called for this, best first. `no-route` also where all who could are excluded. Never waits.
 * Throws EmbeddingError `bad-vector` for a query whose vector is not finite.
 */
export function shortlist(replica: Replica, query: ShortlistQuery, options: ShortlistOptions): ShortlistAnswer {
  if (!replica.complete) {
    const text = 'It is not known who is there: the adverts are not listed, or the broker is away. Try again shortly.';
    return { type: 'unavailable', text };
  }
  const eligible = createEligibility(options);
  if ('capability' in query) {
    const candidates = candidatesOf(matchDefinition(replica, query.capability), eligible, options);
    if (candidates.length > 0) return { type: 'candidates', candidates };
    return { type: 'no-route', nearest: namesakes(replica, query.capability.name), threshold: versionSimilarity };
  }
  const threshold = options.threshold ?? thresholdFor(query.space);
  const why = whyIncomparable(replica, query.space, threshold);
  if (why !== undefined) return { type: 'unavailable', text: why };
  const enough = threshold ?? 0;
  const matched = matchMeaning(replica, query, enough);
  const candidates = candidatesOf(matched.passing(), eligible, options);
  if (candidates.length > 0) return { type: 'candidates', threshold: enough, candidates };
  return { type: 'no-route', nearest: nearestOf(matched.all(), eligible), threshold: enough };
}

function candidatesOf(
  matches: Iterable<Match>,
  eligible: (advert: Advert) => boolean,
  options: ShortlistOptions,
): ShortlistCandidate[] {
  const { instancesPerAgent = limits.instancesPerAgentMax } = options;
  const bounded = {
    ...options,
    size: Math.min(options.size, limits.shortlistMax),
    instancesPerAgent: Math.min(instancesPerAgent, limits.instancesPerAgentMax),
  };
  return pickAgents(matches, eligible, bounded).map(({ advert, similarity }) => ({
    agent: advert.agent,
    instance: advert.instance,
    capability: advert.capability.name,
    similarity,
    schemaHash: advert.capability.schemaHash,
    hints: advert.capability.hints,
  }));
}

/** Undefined where a comparison means something; nobody advertising anything is such a case. */
function whyIncomparable(replica: Replica, space: string, threshold: number | undefined) {
  const adverts = replica.adverts();
  if (adverts.length === 0) return undefined;
  if (!adverts.some((each) => each.space === space)) {
    const others = [...new Set(adverts.map((each) => each.space))].join(', ');
    return `Nothing is advertised in the space ${space}, only in ${others}: use the same model as the agents.`;
  }
  if (threshold === undefined) {
    return `No threshold has been measured for the space ${space}: calibrate the model first, or pass one.`;
  }
  return undefined;
}

/** Who offers it in some version, and may not be called: they are excluded, or the caller wants another version. */
function namesakes(replica: Replica, name: string): NearestCapability[] {
  const agents = new Set(replica.adverts().flatMap((each) => (each.capability.name === name ? [each.agent] : [])));
  return [...agents].slice(0, 3).map((agent) => ({ agent, capability: name, similarity: 0 }));
}
