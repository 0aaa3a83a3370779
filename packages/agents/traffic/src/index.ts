// The traffic agent: takes reports about roads, keeps what holds, and tells everybody who listens. It tells it again every
// now and then, because a signal may get lost and an agent may have begun to listen later.

import { capability, defineAgent, type StartContext } from '@parley/agent';
import { reportTraffic, roadTopic, TrafficChange, trafficState } from './messages.ts';
import { isOver, newsFrom, noted, type RoadBook, wordsFor } from './road-book.ts';

const etaMs = 50;
const toldAgainAfterMs = 10_000;
const bookKey = 'roads';

/** Its instances share the book; each tells what it was told. */
function trafficAgent() {
  let mesh: StartContext['mesh'] | undefined;
  return defineAgent({
    name: 'traffic',
    capabilities: {
      'report-traffic': capability({
        ...reportTraffic,
        bid: ({ input, now }) => {
          if (isOver(input, now())) return { refuse: `the report is over already: until is ${input.until}` };
          return { price: '0', etaMs };
        },
        async perform({ input, store, now }) {
          const change = TrafficChange.parse(input);
          const book = await store.update<RoadBook>(bookKey, (before) => noted(before, change, now()));
          const news = newsFrom(book, now(), change.road);
          mesh?.signal(roadTopic, { text: wordsFor(change), data: news });
          return news;
        },
      }),
      'traffic-state': capability({
        ...trafficState,
        bid: () => ({ price: '0', etaMs }),
        perform: async ({ store, now }) => newsFrom(await store.get<RoadBook>(bookKey), now()),
      }),
    },
    async start(context) {
      mesh = context.mesh;
      await tell(context);
      void tellAgain(context);
    },
  });
}

async function tell({ mesh, store, now }: StartContext): Promise<void> {
  const news = newsFrom(await store.get<RoadBook>(bookKey), now());
  const text = news.roads.length === 0 ? 'every road is open' : news.roads.map(wordsFor).join('; ');
  mesh.signal(roadTopic, { text: text.slice(0, 2_000), data: news });
}

// Until the instance stops; a store that cannot be read for a while is read at the next time.
async function tellAgain(context: StartContext): Promise<void> {
  while (!context.signal.aborted) {
    try {
      await context.sleep(toldAgainAfterMs);
      await tell(context);
    } catch (thrown) {
      if (!context.signal.aborted) context.log.warn({ err: thrown }, 'could not tell the state of the roads');
    }
  }
}

export default trafficAgent();
