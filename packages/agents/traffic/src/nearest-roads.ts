// Which roads somebody may have meant who named one that does not exist: those whose ids share the most pairs of letters
// with the name (Dice's coefficient).

import { type RoadId, roadIds } from './roads.ts';

const namedMax = 3;

/** The ids most like `name`, the likest first; at most three. */
export function nearestRoads(name: string): RoadId[] {
  const sought = pairsOf(name.toLowerCase());
  return roadIds
    .map((id) => ({ id, likeness: likeness(sought, pairsOf(id)) }))
    .sort((a, b) => b.likeness - a.likeness)
    .slice(0, namedMax)
    .map(({ id }) => id);
}

function pairsOf(text: string): Set<string> {
  return new Set(Array.from({ length: Math.max(0, text.length - 1) }, (_, at) => text.slice(at, at + 2)));
}

function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = [...a].filter((pair) => b.has(pair)).length;
  return (2 * shared) / Math.max(1, a.size + b.size);
}
