// From matches to those who are called: each agent by its best capability, of each its least loaded instances. Between
// equals a hash of the seed decides, so that no name is always first and the same run gives the same order.

import { type Advert, tieBreaker } from '@parley/protocol';
import type { Match } from './matching.ts';
import type { ShortlistOptions } from './question.ts';

/** The hard conditions, as one question. */
export function createEligibility(options: ShortlistOptions): (advert: Advert) => boolean {
  const { excludeAgents = [], excludeInstances = [], tags = [], without, version } = options;
  const agents = excludeAgents.length === 0 ? undefined : new Set(excludeAgents);
  const instances = excludeInstances.length === 0 ? undefined : new Set(excludeInstances);
  return ({ agent, instance, capability }) =>
    !agents?.has(agent) &&
    !instances?.has(instance) &&
    !instances?.has(`${agent}/${instance}`) &&
    !without?.(agent, capability.name) &&
    (version === undefined || capability.version === version) &&
    tags.every((tag) => capability.tags.includes(tag));
}

/**
 * Matches of the best `size` agents, at most `instancesPerAgent` of each, best agent first. No more is looked at than is
 * needed: `matches` come best first.
 */
export function pickAgents(
  matches: Iterable<Match>,
  eligible: (advert: Advert) => boolean,
  options: ShortlistOptions & { readonly instancesPerAgent: number },
): Match[] {
  const { seed = '', instancesPerAgent } = options;
  const size = Math.max(0, options.size);
  if (size === 0) return [];
  const byAgent = nearestAgents(matches, eligible, size);
  const orderOf = tieBreaker(seed);
  const ranked = Array.from(byAgent, ([agent, instances]) => ({
    similarity: instances[0]!.similarity,
    order: orderOf(agent),
    instances,
  }));
  ranked.sort((a, b) => b.similarity - a.similarity || a.order - b.order);
  if (ranked.length > size) ranked.length = size;
  return ranked.flatMap(({ instances }) =>
    instances.length === 1
      ? instances
      : leastLoaded(instances, orderOf, options).slice(0, Math.max(1, instancesPerAgent)),
  );
}

/** The best `size` agents and all that are as near as the last of them, each with the instances of its best capability. */
function nearestAgents(matches: Iterable<Match>, eligible: (advert: Advert) => boolean, size: number) {
  const byAgent = new Map<string, Match[]>();
  let farthest = Number.NEGATIVE_INFINITY;
  for (const match of matches) {
    if (match.similarity < farthest) break;
    if (!eligible(match.advert)) continue;
    const known = byAgent.get(match.advert.agent);
    if (known === undefined) {
      byAgent.set(match.advert.agent, [match]);
      if (byAgent.size === size) farthest = match.similarity;
    } else if (isSameCapability(known[0]!, match)) known.push(match);
  }
  return byAgent;
}

function leastLoaded(
  instances: readonly Match[],
  orderOf: (name: string) => number,
  { load }: ShortlistOptions,
): Match[] {
  return instances
    .map((match) => {
      const { agent, instance } = match.advert;
      return { match, load: load?.(agent, instance) ?? 0, order: orderOf(`${agent}/${instance}`) };
    })
    .sort((a, b) => a.load - b.load || a.order - b.order)
    .map(({ match }) => match);
}

function isSameCapability(one: Match, other: Match): boolean {
  return one.similarity === other.similarity && one.advert.capability.name === other.advert.capability.name;
}
