// Who was known and is not on a shortlist, and why: for the record, so that "why not this agent" can be answered later.
// It names the nearest and counts the others. What does not depend on who is excluded is worked out once for each text.

import type { Replica } from '../replica/replica.ts';
import { thresholdFor } from '../threshold/threshold-for.ts';
import { type Match, matchDefinition, matchMeaning, versionSimilarity } from './matching.ts';
import { createEligibility } from './picking.ts';
import type { ShortlistCandidate, ShortlistOptions, ShortlistQuery } from './question.ts';

/** One agent that is not called, by its nearest capability. */
export interface MissedCapability {
  readonly agent: string;
  readonly instance: string;
  readonly capability: string;
  readonly similarity: number;
  readonly why: 'under-threshold' | 'not-among-the-nearest' | 'excluded' | 'ineligible';
  readonly text?: string;
}

export interface MissedCapabilities {
  /** Nearest first. */
  readonly missed: readonly MissedCapability[];
  /** How many agents are known beside the called and the missed. */
  readonly missedMore: number;
}

/** So many agents are named at most, the called ones among them. */
const namedMax = 16;
const textsMax = 256;

interface Known {
  readonly version: number;
  readonly agents: number;
  readonly nearest: Map<string, readonly Match[]>;
}

const knownByReplica = new WeakMap<Replica, Known>();

/** Of whom `candidates` are not: asked with what `shortlist` was asked with. Never waits. */
export function missedBy(
  replica: Replica,
  query: ShortlistQuery,
  options: ShortlistOptions,
  candidates: readonly Pick<ShortlistCandidate, 'agent'>[],
): MissedCapabilities {
  const called = new Set(candidates.map(({ agent }) => agent));
  const known = knownOf(replica);
  const eligible = createEligibility(options);
  const isByMeaning = 'text' in query;
  const threshold = isByMeaning ? (options.threshold ?? thresholdFor(query.space) ?? 0) : versionSimilarity;
  const missed = nearestAgents(replica, known, query, threshold)
    .filter(({ advert }) => !called.has(advert.agent))
    .map(({ advert, similarity }): MissedCapability => {
      const { agent, instance, capability } = advert;
      const one = { agent, instance, capability: capability.name, similarity };
      if (similarity < threshold) {
        if (isByMeaning) return { ...one, why: 'under-threshold' };
        return { ...one, why: 'ineligible', text: 'it does not offer this capability' };
      }
      if (eligible(advert)) return { ...one, why: 'not-among-the-nearest' };
      if (options.version !== undefined && advert.capability.version !== options.version) {
        const offered = advert.capability.version ?? 'no version';
        return { ...one, why: 'ineligible', text: `version ${options.version} was asked for, it offers ${offered}` };
      }
      return {
        ...one,
        why: 'excluded',
        text: 'it failed here before, or too often lately, or was left out on purpose',
      };
    });
  return { missed, missedMore: Math.max(0, known.agents - called.size - missed.length) };
}

function knownOf(replica: Replica): Known {
  const known = knownByReplica.get(replica);
  if (known !== undefined && known.version === replica.version) return known;
  const agents = new Set(replica.adverts().map(({ agent }) => agent)).size;
  const fresh = { version: replica.version, agents, nearest: new Map() };
  knownByReplica.set(replica, fresh);
  return fresh;
}

function nearestAgents(replica: Replica, known: Known, query: ShortlistQuery, threshold: number): readonly Match[] {
  const isByMeaning = 'text' in query;
  const key = isByMeaning
    ? `${query.space}\n${threshold}\n${query.text}`
    : `${query.capability.name} ${query.capability.schemaHash}`;
  const before = known.nearest.get(key);
  if (before !== undefined) return before;
  const matches = isByMeaning ? matchMeaning(replica, query, threshold).all() : byDefinition(replica, query.capability);
  const byAgent = new Map<string, Match>();
  for (const match of matches) {
    if (!byAgent.has(match.advert.agent)) byAgent.set(match.advert.agent, match);
    if (byAgent.size === namedMax) break;
  }
  const nearest = [...byAgent.values()];
  if (known.nearest.size >= textsMax) known.nearest.delete(known.nearest.keys().next().value!);
  known.nearest.set(key, nearest);
  return nearest;
}

/** Who offers it, and then everybody else. */
function* byDefinition(replica: Replica, capability: { name: string; schemaHash: string }): Iterable<Match> {
  yield* matchDefinition(replica, capability);
  for (const advert of replica.adverts()) yield { advert, similarity: 0 };
}
