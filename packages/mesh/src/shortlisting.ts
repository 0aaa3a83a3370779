// From what is sought to instances that may be called: the intent becomes a vector, discovery finds who is near, and
// what this client measured of them is added.

import type { ShortlistResult } from '@parley/contract-net';
import { shortlist } from '@parley/discovery';
import type { World } from './world.ts';

/** What a caller is after: an intent in words, or one capability by its definition. */
export interface Sought {
  readonly text: string;
  readonly capability?: { readonly name: string; readonly schemaHash: string };
}

export async function findCandidates(
  world: World,
  sought: Sought,
  options: {
    readonly size: number;
    readonly excludeAgents: readonly string[];
    readonly excludeInstances: readonly string[];
    /** Between equals the choice differs from conversation to conversation, and is the same within one. */
    readonly seed: string;
  },
): Promise<ShortlistResult> {
  const { replica, embedder, measured } = world;
  await replica.ready;
  const { size, excludeAgents, excludeInstances, seed } = options;
  const query =
    sought.capability === undefined
      ? { text: sought.text, vector: (await embedder.embed([sought.text]))[0]!, space: embedder.info.space }
      : { capability: sought.capability };
  const answer = shortlist(replica, query, { size, excludeAgents, excludeInstances, seed });
  if (answer.type !== 'candidates') return answer;
  return {
    ...answer,
    candidates: answer.candidates.map(({ agent, instance, capability, similarity, hints }) => ({
      agent,
      instance,
      capability,
      similarity,
      reliability: measured.reliability(agent, capability),
      ...(hints.progressWithinMs === undefined ? {} : { progressWithinMs: hints.progressWithinMs }),
    })),
  };
}
