// From what is sought to instances that may be called: the intent becomes a vector, discovery finds who is near, and
// what this client expects of them is added.

import type { Estimate, ShortlistResult } from '@parley/contract-net';
import { missedBy, type ShortlistAnswer, shortlist } from '@parley/discovery';
import type { Circuits } from './circuits.ts';
import type { World } from './world.ts';

/** What a caller is after: an intent in words, or one capability by its definition. */
export interface Sought {
  readonly text: string;
  readonly capability?: SoughtCapability;
  /** Only this version. */
  readonly version?: string;
}

/** A definition as its caller knows it. */
export interface SoughtCapability {
  readonly name: string;
  readonly schemaHash: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly output: Readonly<Record<string, unknown>>;
}

export async function findCandidates(
  world: World,
  sought: Sought,
  options: {
    readonly size: number;
    readonly excludeAgents: readonly string[];
    readonly excludeInstances: readonly string[];
    /** The agents above this conversation: each would wait for itself. */
    readonly above: readonly string[];
    /** Between equals the choice differs from conversation to conversation, and is the same within one. */
    readonly seed: string;
    /** Says as well who was known and is not on it, and why. */
    readonly nameMissed: boolean;
  },
): Promise<ShortlistResult> {
  const { replica, embedder, reputation, circuits } = world;
  await replica.ready;
  const { size, excludeInstances, above, seed, nameMissed } = options;
  const excludeAgents = [...options.excludeAgents, ...above];
  const query =
    sought.capability === undefined
      ? { text: sought.text, vector: (await embedder.embed([sought.text]))[0]!, space: embedder.info.space }
      : { capability: sought.capability };
  const versioned = sought.version === undefined ? {} : { version: sought.version };
  const eligible = { size, excludeAgents, excludeInstances, seed, ...versioned };
  const without = (agent: string, capability: string) => circuits.waitMs(agent, capability) > 0;
  const now = { ...eligible, without };
  const answer = shortlist(replica, query, now);
  const isFirstCall = options.excludeAgents.length + excludeInstances.length === 0;
  if (answer.type === 'no-route' && isFirstCall) {
    const text = whyNobodyIsCalled(shortlist(replica, query, eligible), circuits);
    if (text !== undefined) return { type: 'unavailable', text };
  }
  const missed = nameMissed ? missedBy(replica, query, now, answer.type === 'candidates' ? answer.candidates : []) : {};
  if (answer.type !== 'candidates') {
    if (answer.type !== 'no-route' || above.length === 0) return { ...answer, ...missed };
    const text = whyOnlyAbove(shortlist(replica, query, { ...now, excludeAgents: options.excludeAgents }));
    return { ...answer, ...missed, ...(text === undefined ? {} : { text }) };
  }
  return {
    ...answer,
    size,
    ...missed,
    candidates: answer.candidates.map(({ agent, instance, capability, similarity, hints, schemaHash }) => ({
      agent,
      instance,
      capability,
      similarity,
      schemaHash,
      ...expected(reputation.of(agent, capability)),
      ...(hints.progressWithinMs === undefined ? {} : { progressWithinMs: hints.progressWithinMs }),
    })),
  };
}

// What is as promised goes without saying. More digits than are known would be written into each record.
function expected({ reliability, doubt, timeFactor }: Estimate) {
  const measured = { reliability: rounded(reliability), doubt: rounded(doubt) };
  return timeFactor === 1 ? measured : { ...measured, timeFactor: rounded(timeFactor) };
}

function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}

function whyOnlyAbove(all: ShortlistAnswer): string | undefined {
  if (all.type !== 'candidates') return undefined;
  const names = [...new Set(all.candidates.map(({ agent }) => agent))].join(', ');
  return `Only agents above in this conversation can do this, and each would wait for itself: ${names}.`;
}

// Some could do it, and every one of them failed too often lately: that is not the same as nobody.
function whyNobodyIsCalled(all: ShortlistAnswer, circuits: Circuits): string | undefined {
  if (all.type !== 'candidates') return undefined;
  const waits = all.candidates.map(({ agent, capability }) => circuits.waitMs(agent, capability));
  const names = [...new Set(all.candidates.map(({ agent }) => agent))].join(', ');
  const seconds = Math.ceil(Math.min(...waits) / 1_000);
  return `Who could do it failed too often in a row and is left alone for now: ${names}. Try again in ${seconds} s.`;
}
