// Those a carrier works with, as little as it needs of them: a supplier that gives out sales, and a traffic agent that tells
// what it is told to tell.

import { capability, defineAgent, type StartContext } from '@parley/agent';
import { settleSale } from '@parley/agent-trade/messages';
import { reportTraffic, roadTopic, type TrafficChange, trafficState } from '@parley/agent-traffic/messages';

/** A supplier. `collected` has the sales it gave out; `refusals` is how often it does not know a sale at first. */
export function depot(refusals = 0) {
  const collected: string[] = [];
  let left = refusals;
  const agent = defineAgent({
    name: 'depot',
    capabilities: {
      'settle-sale': capability({
        ...settleSale,
        bid: ({ input, priceLimit }) => {
          if (left-- > 0) return { refuse: 'has no such sale' };
          return { price: { amount: '0', currency: priceLimit!.currency }, etaMs: input.sale === 'slow' ? 900 : 50 };
        },
        perform: ({ input }) => {
          collected.push(input.sale);
          return { sale: input.sale, state: 'collected' as const };
        },
      }),
    },
  });
  return { agent, collected };
}

/** A traffic agent. `tell` tells all that holds, as signals do; `known` is what it says when it is asked. */
export function teller(name = 'traffic', known: TrafficChange[] = []) {
  let mesh: StartContext['mesh'] | undefined;
  let revision = known.length === 0 ? 0 : 1;
  const agent = defineAgent({
    name,
    capabilities: {
      'report-traffic': capability({
        ...reportTraffic,
        bid: () => ({ refuse: 'only tells' }),
        perform: () => ({ revision, roads: [] }),
      }),
      'traffic-state': capability({
        ...trafficState,
        bid: () => ({ price: '0', etaMs: 50 }),
        perform: () => ({ revision, roads: known }),
      }),
    },
    start: (context) => {
      mesh = context.mesh;
    },
  });
  const tell = (...roads: TrafficChange[]) => {
    revision += 1;
    mesh!.signal(roadTopic, { text: 'the roads', data: { revision, roads } });
  };
  return { agent, tell };
}
