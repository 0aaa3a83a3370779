// What a shortlist is asked and what it answers.

import type { CapabilityAdvert } from '@parley/protocol';

/** By words, as a vector of norm 1 in its space; or one capability by its definition. */
export type ShortlistQuery =
  | { readonly text: string; readonly vector: Float32Array; readonly space: string }
  | { readonly capability: { readonly name: string; readonly schemaHash: string } };

export interface ShortlistOptions {
  /** How many agents. */
  readonly size: number;
  /** Of one agent, 2 unless told and at most. */
  readonly instancesPerAgent?: number;
  readonly excludeAgents?: readonly string[];
  /** Names of instances, or `agent/instance`. */
  readonly excludeInstances?: readonly string[];
  /** Those for which this says so are not called. */
  readonly without?: (agent: string, capability: string) => boolean;
  /** Only capabilities that have all of these. */
  readonly tags?: readonly string[];
  /** Only this version of a capability. */
  readonly version?: string;
  /** In place of the space's own. */
  readonly threshold?: number;
  /** Of an agent's instances the one with the least load is called first; unknown is 0. */
  readonly load?: (agent: string, instance: string) => number | undefined;
  /** Decides between equals, the same way each time: a task's id, say. */
  readonly seed?: string;
}

export interface ShortlistCandidate {
  readonly agent: string;
  readonly instance: string;
  readonly capability: string;
  readonly similarity: number;
  readonly schemaHash: string;
  readonly hints: CapabilityAdvert['hints'];
}

export interface NearestCapability {
  readonly agent: string;
  readonly capability: string;
  readonly similarity: number;
}

export type ShortlistAnswer =
  | { readonly type: 'candidates'; readonly threshold?: number; readonly candidates: readonly ShortlistCandidate[] }
  | { readonly type: 'no-route'; readonly nearest: readonly NearestCapability[]; readonly threshold: number }
  /** Not "nobody": it cannot be known now. `text` says why and what to do. */
  | { readonly type: 'unavailable'; readonly text: string };
