// From matches to those who are called: each agent by its best capability, of each its least loaded instances. Between
// equals a hash of the seed decides, so that no name is always first and the same run gives the same order.

import { type Advert, tieBreak } from '@parley/protocol';
import type { Match } from './matching.ts';
import type { ShortlistOptions } from './question.ts';

/** The hard conditions, as one question. */
export function createEligibility(options: ShortlistOptions): (advert: Advert) => boolean {
  const agents = new Set(options.excludeAgents);
  const instances = new Set(options.excludeInstances);
  const { tags = [], without, version } = options;
  return ({ agent, instance, capability }) =>
    !agents.has(agent) &&
    !instances.has(instance) &&
    !instances.has(`${agent}/${instance}`) &&
    !without?.(agent, capability.name) &&
    (version === undefined || capability.version === version) &&
    tags.every((tag) => capability.tags.includes(tag));
}

/** Matches of the best `size` agents, at most `instancesPerAgent` of each, best agent first. */
export function pickAgents(
  matches: readonly Match[],
  options: ShortlistOptions & { readonly instancesPerAgent: number },
): Match[] {
  const { size, instancesPerAgent, load, seed = '' } = options;
  const byAgent = new Map<string, Match[]>();
  for (const match of matches) {
    const known = byAgent.get(match.advert.agent);
    if (known === undefined) byAgent.set(match.advert.agent, [match]);
    else if (isSameCapability(known[0]!, match)) known.push(match);
  }
  const ranked = [...byAgent].map(([agent, instances]) => ({
    similarity: instances[0]!.similarity,
    order: tieBreak(seed, agent),
    instances: instances
      .map((match) => {
        const { instance } = match.advert;
        return { match, load: load?.(agent, instance) ?? 0, order: tieBreak(seed, `${agent}/${instance}`) };
      })
      .sort((a, b) => a.load - b.load || a.order - b.order),
  }));
  ranked.sort((a, b) => b.similarity - a.similarity || a.order - b.order);
  return ranked
    .slice(0, Math.max(0, size))
    .flatMap(({ instances }) => instances.slice(0, Math.max(1, instancesPerAgent)).map((each) => each.match));
}

function isSameCapability(one: Match, other: Match): boolean {
  return one.similarity === other.similarity && one.advert.capability.name === other.advert.capability.name;
}
