// What is said about the roads: the map itself, how a change on it is told, and what can be asked of the traffic agent.

import { defineCapability } from '@parley/agent';
import { z } from 'zod';
import { nearestRoads } from './nearest-roads.ts';
import { readTraffic } from './read-traffic.ts';
import { roadIds } from './roads.ts';

export { type Place, places } from './places.ts';
export { type Road, type RoadId, roadIds, roads } from './roads.ts';

/** The topic of the signals about roads. The data of each is `TrafficNews`. */
export const roadTopic = 'roads';

const RoadName = z.enum(roadIds);

/** What happens on one road. `kmh` is how fast a truck goes where it is slow; after `until` the road is as it was built. */
export const TrafficChange = z.object({
  road: RoadName,
  state: z.enum(['open', 'slow', 'closed']),
  kmh: z.number().min(1).max(130).optional(),
  until: z.iso.datetime({ offset: true }).optional(),
});
export type TrafficChange = z.infer<typeof TrafficChange>;

/**
 * Everything that holds now: a road that is not in it is open. It is whole every time, so that whoever missed one needs only
 * the next; of two the one with the higher revision is newer. `changed` is the road it is told because of.
 */
export const TrafficNews = z.object({
  revision: z.int().min(0),
  changed: RoadName.optional(),
  roads: z.array(TrafficChange).max(roadIds.length),
});
export type TrafficNews = z.infer<typeof TrafficNews>;

/**
 * A change as it is reported. The name of the road is any text for JSON Schema, so that it is this schema that answers to a
 * wrong one: with the few roads that may have been meant, not with all there are.
 */
export const TrafficReport = TrafficChange.extend({
  road: z
    .string()
    .min(1)
    .max(80)
    .describe(`the id of a road, such as "${roadIds[0]}"`)
    .refine((road) => RoadName.safeParse(road).success, {
      error: ({ input }) => `there is no road "${input}"; near it: ${nearestRoads(String(input)).join(', ')}`,
    }),
});

export const reportTraffic = defineCapability({
  name: 'report-traffic',
  description:
    'Report the traffic on a road: it is closed, slow, or open again. Everybody who drives there hears of it.',
  examples: [
    'close the road a9-graz-leoben',
    'the A2 between Hartberg and Graz is closed',
    'traffic jam on the S6 from Bruck to Leoben, 20 km/h',
    'the road a2-hartberg-graz is open again',
  ],
  tags: ['traffic'],
  input: TrafficReport,
  output: TrafficNews,
  read: readTraffic,
});

export const trafficState = defineCapability({
  name: 'traffic-state',
  description: 'Tell the state of the traffic: which roads are closed or slow at the moment.',
  examples: ['which roads are closed', 'how is the traffic', 'is there a traffic jam anywhere'],
  tags: ['traffic'],
  input: z.object({}),
  output: TrafficNews,
  read: () => ({}),
});
