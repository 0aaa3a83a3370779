// The quickest way between two places by the state of the roads: a shortest path on the map (graphology), weighed by the
// time a truck takes. It is planned by what holds when it is planned; that a road may open before the truck comes there is
// not reckoned with.

import { type Place, places, type Road, type RoadId, roads, type TrafficChange } from '@parley/agent-traffic/messages';
import { UndirectedGraph } from 'graphology';
import { dijkstra } from 'graphology-shortest-path';

/** One road of a way, in the direction of travel. */
interface Step {
  readonly road: RoadId;
  readonly to: Place;
  readonly km: number;
  readonly driveMs: number;
}

export interface Route {
  readonly steps: readonly Step[];
  readonly km: number;
  readonly driveMs: number;
}

const hourMs = 3_600_000;
/** A slow road of which nobody says how slow it is takes twice as long. */
const slowShare = 0.5;

/** Undefined where no open road leads there. @param changes what holds on the roads at the time */
export function quickestRoute(from: Place, to: Place, changes: readonly TrafficChange[]): Route | undefined {
  if (from === to) return { steps: [], km: 0, driveMs: 0 };
  const graph = graphOf(changes);
  const way = dijkstra.bidirectional(graph, from, to, 'driveMs') as Place[] | null;
  if (way === null) return undefined;
  const steps = way.slice(1).map((place, at): Step => {
    const { id, km, driveMs } = graph.getEdgeAttributes(way[at]!, place);
    return { road: id, to: place, km, driveMs };
  });
  const sum = (part: 'km' | 'driveMs') => steps.reduce((total, step) => total + step[part], 0);
  return { steps, km: sum('km'), driveMs: sum('driveMs') };
}

interface Edge {
  readonly id: RoadId;
  readonly km: number;
  readonly driveMs: number;
}

// Of two roads between the same places the quicker one.
function graphOf(changes: readonly TrafficChange[]): UndirectedGraph<Record<string, never>, Edge> {
  const graph = new UndirectedGraph<Record<string, never>, Edge>();
  for (const place of places) graph.addNode(place);
  for (const road of roads) {
    const kmh = kmhOn(road, changes);
    if (kmh === 0) continue;
    const edge = { id: road.id, km: road.km, driveMs: Math.round((road.km / kmh) * hourMs) };
    const rival = graph.edge(road.from, road.to);
    if (rival === undefined) graph.addEdge(road.from, road.to, edge);
    else if (graph.getEdgeAttribute(rival, 'driveMs') > edge.driveMs) graph.replaceEdgeAttributes(rival, edge);
  }
  return graph;
}

function kmhOn({ id, kmh: built }: Road, changes: readonly TrafficChange[]): number {
  const change = changes.find(({ road }) => road === id);
  if (change === undefined || change.state === 'open') return built;
  return change.state === 'closed' ? 0 : Math.min(built, change.kmh ?? built * slowShare);
}
