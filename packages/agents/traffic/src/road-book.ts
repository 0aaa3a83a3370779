// What holds on the roads: the changes that were reported and are not over, numbered, so that two reports at once are both
// kept and everybody can tell the newer state from the older.

import type { TrafficChange, TrafficNews } from './messages.ts';

export interface RoadBook {
  readonly revision: number;
  readonly roads: Readonly<Record<string, TrafficChange>>;
}

/** The book with the change in it, and without what is over. @param nowMs milliseconds since 1970 */
export function noted(book: RoadBook | undefined, change: TrafficChange, nowMs: number): RoadBook {
  const { revision, roads } = book ?? { revision: 0, roads: {} };
  const { [change.road]: _, ...others } = roads;
  const holding = Object.fromEntries(Object.entries(others).filter(([, each]) => !isOver(each, nowMs)));
  return {
    revision: revision + 1,
    roads: change.state === 'open' ? holding : { ...holding, [change.road]: change },
  };
}

/** The book as it is told; nothing is told of a road whose change is over. */
export function newsFrom(book: RoadBook | undefined, nowMs: number, changed?: TrafficChange['road']): TrafficNews {
  const roads = Object.values(book?.roads ?? {}).filter((each) => !isOver(each, nowMs));
  return { revision: book?.revision ?? 0, roads, ...(changed === undefined ? {} : { changed }) };
}

export function isOver({ until }: Pick<TrafficChange, 'until'>, nowMs: number): boolean {
  return until !== undefined && Date.parse(until) <= nowMs;
}

/** A change in words, for people. */
export function wordsFor({ road, state, kmh, until }: TrafficChange): string {
  const how = state === 'slow' ? `slow${kmh === undefined ? '' : ` (${kmh} km/h)`}` : state;
  return `${road} is ${how}${until === undefined || state === 'open' ? '' : ` until ${until}`}`;
}
