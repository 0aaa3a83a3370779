// The traffic of the second act: a road on the way that is left is reported closed, by an ask like any other, and open
// again afterwards.

import { CarryProgress } from '@parley/agent-trade/messages';
import { type RoadId, reportTraffic } from '@parley/agent-traffic/messages';
import type { ConversationEvent, Mesh } from '@parley/mesh';
import { tieBreak } from '@parley/protocol';

/** A road still to be driven by whoever tells this progress, the seed says which; undefined before the goods are on the way. */
export function roadToClose(event: ConversationEvent, seed: string): RoadId | undefined {
  if (event.type !== 'progress') return undefined;
  const told = CarryProgress.safeParse(event.partial);
  if (!told.success || told.data.phase !== 'driving') return undefined;
  // The one that is driven now is left alone: the truck is on it.
  const ahead = told.data.roads.slice(1);
  return ahead.toSorted((a, b) => tieBreak(seed, a) - tieBreak(seed, b))[0];
}

/** @throws Error where nobody takes the report */
export async function report(mesh: Mesh, road: RoadId, state: 'open' | 'closed'): Promise<void> {
  const outcome = await mesh.ask(reportTraffic, { input: { road, state } });
  if (outcome.type !== 'done') throw new Error(`The road ${road} could not be reported ${state}: ${outcome.text}`);
}
