// From matches to those who are called: each agent by its best capability, of each its least loaded instances. Between
// equals a hash of the seed decides, so that no name is always first and the same run gives the same order.

import type { Advert } from '@parley/protocol';
import type { Match } from './matching.ts';
import type { ShortlistOptions } from './question.ts';

/** The hard conditions, as one question. */
export function createEligibility(options: ShortlistOptions): (advert: Advert) => boolean {
  const agents = new Set(options.excludeAgents);
  const instances = new Set(options.excludeInstances);
  const { tags = [] } = options;
  return ({ agent, instance, capability }) =>
    !agents.has(agent) &&
    !instances.has(instance) &&
    !instances.has(`${agent}/${instance}`) &&
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
    order: orderOf(seed, agent),
    instances: instances
      .map((match) => {
        const { instance } = match.advert;
        return { match, load: load?.(agent, instance) ?? 0, order: orderOf(seed, `${agent}/${instance}`) };
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

// FNV-1a (Fowler, Noll, Vo) over UTF-16 code units, with a final mix so that names that differ in one letter do not stay
// neighbours: a cryptographic hash here took a tenth of an ask.
// FNV-1a (Fowler, Noll, Vo) over UTF-16 code units, with a final mix so that names that differ in one letter do not stay
// neighbours. Nobody is protected by this order, and a cryptographic hash took a tenth of the caller's part of an ask.
function orderOf(seed: string, name: string): number {
  const text = `${seed}\n${name}`;
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
