// Which adverts match a query, and how well. A text asked again while nothing changed is scored once: the scores are
// kept by text until the replica's version moves on.

import type { Neighbour } from '@parley/embeddings';
import type { Advert } from '@parley/protocol';
import type { Replica } from '../replica/replica.ts';
import { type CapabilityScores, scoreCapabilities, topOf } from '../scoring/score-capabilities.ts';
import type { NearestCapability } from './question.ts';

export interface Match {
  readonly advert: Advert;
  readonly similarity: number;
}

/** What another version of a definition counts for: it stands behind all that are the same. */
export const versionSimilarity = 0.9;

/**
 * The adverts of one definition, whatever their words: 1 where name and schemas are the same, `versionSimilarity` where
 * only the name is, since an input may be adapted to another version's schema.
 */
export function matchDefinition(
  replica: Replica,
  { name, schemaHash }: { readonly name: string; readonly schemaHash: string },
): readonly Match[] {
  const { byDefinition } = rememberedOf(replica);
  const key = `${name} ${schemaHash}`;
  const known = byDefinition.get(key);
  if (known !== undefined) return known;
  const matches = replica
    .adverts()
    .filter(({ capability }) => capability.name === name)
    .map((advert) => ({
      advert,
      similarity: advert.capability.schemaHash === schemaHash ? 1 : versionSimilarity,
    }))
    .sort((a, b) => b.similarity - a.similarity);
  if (byDefinition.size >= rankingsMax) byDefinition.delete(byDefinition.keys().next().value!);
  byDefinition.set(key, matches);
  return matches;
}

/** The adverts by their meaning; both best first, and worked out as far as they are looked at. */
export interface MeaningMatches {
  /** Those above the threshold. */
  passing(): Iterable<Match>;
  all(): Iterable<Match>;
}

interface Ranking {
  readonly scores: CapabilityScores;
  /** The nearest above the threshold, best first: all of them, or the first few of many. */
  readonly passing: readonly Neighbour[];
  readonly isAllPassing: boolean;
}

/** What was worked out for one version of a replica. */
interface Remembered {
  readonly version: number;
  readonly byQuery: Map<string, Ranking>;
  readonly byDefinition: Map<string, readonly Match[]>;
}

const rankingsMax = 256;
/** Looked at before everything is sorted: the nearest three are nearly always among them. */
const nearestFirst = 16;
/** So many are put in order at once; of more the nearest are looked for first. */
const sortedMax = 64;
const rememberedByReplica = new WeakMap<Replica, Remembered>();
const none: Ranking = { scores: { ids: [], scores: new Float32Array(0) }, passing: [], isAllPassing: true };

export function matchMeaning(
  replica: Replica,
  query: { readonly text: string; readonly vector: Float32Array; readonly space: string },
  threshold: number,
): MeaningMatches {
  const ranking = ranked(replica, query, threshold);
  const matchesOf = ({ id, score }: Neighbour): Match[] => {
    const matches: Match[] = [];
    for (const advert of replica.meanings.get(id)?.holders.values() ?? []) matches.push({ advert, similarity: score });
    return matches;
  };
  return {
    *passing() {
      const { scores, passing, isAllPassing } = ranking;
      for (const each of isAllPassing ? passing : inOrder(scores, passing)) {
        if (each.score < threshold) return;
        yield* matchesOf(each);
      }
    },
    *all() {
      for (const each of inOrder(ranking.scores, topOf(ranking.scores, nearestFirst))) yield* matchesOf(each);
    },
  };
}

function ranked(replica: Replica, query: Parameters<typeof matchMeaning>[1], threshold: number): Ranking {
  const index = replica.meanings.index(query.space, query.vector.length);
  if (index === undefined) return none;
  const { byQuery } = rememberedOf(replica);
  const key = `${query.space}\n${threshold}\n${query.text}`;
  const known = byQuery.get(key);
  if (known !== undefined) return known;
  const scores = scoreCapabilities(index, query);
  const ranking = { scores, ...passingOf(scores, threshold) };
  if (byQuery.size >= rankingsMax) byQuery.delete(byQuery.keys().next().value!);
  byQuery.set(key, ranking);
  return ranking;
}

function passingOf(all: CapabilityScores, threshold: number): Pick<Ranking, 'passing' | 'isAllPassing'> {
  const { ids, scores } = all;
  const passing: Neighbour[] = [];
  for (let i = 0; i < scores.length; i += 1) {
    if (scores[i]! < threshold) continue;
    if (passing.length === sortedMax) return { passing: topOf(all, nearestFirst), isAllPassing: false };
    passing.push({ id: ids[i]!, score: scores[i]! });
  }
  return { passing: passing.sort(nearerFirst), isAllPassing: true };
}

function nearerFirst(a: Neighbour, b: Neighbour): number {
  return b.score - a.score || (a.id < b.id ? -1 : 1);
}

function rememberedOf(replica: Replica): Remembered {
  const known = rememberedByReplica.get(replica);
  if (known !== undefined && known.version === replica.version) return known;
  const fresh = { version: replica.version, byQuery: new Map(), byDefinition: new Map() };
  rememberedByReplica.set(replica, fresh);
  return fresh;
}

/** All scores, best first, of which `first` are the best: the others are put in order when somebody looks so far. */
function* inOrder({ ids, scores }: CapabilityScores, first: readonly Neighbour[]): Iterable<Neighbour> {
  yield* first;
  const seen = new Set(first.map(({ id }) => id));
  const rest = ids.map((id, i) => ({ id, score: scores[i]! })).filter(({ id }) => !seen.has(id));
  yield* rest.sort(nearerFirst);
}

/** The three nearest capabilities, each named once, however many agents offer it. */
export function nearestOf(matches: Iterable<Match>, eligible: (advert: Advert) => boolean): NearestCapability[] {
  const nearest: NearestCapability[] = [];
  const named = new Set<string>();
  for (const { advert, similarity } of matches) {
    const { name, schemaHash } = advert.capability;
    const capability = `${name} ${schemaHash}`;
    if (named.has(capability) || !eligible(advert)) continue;
    named.add(capability);
    nearest.push({ agent: advert.agent, capability: name, similarity });
    if (nearest.length === 3) break;
  }
  return nearest;
}
