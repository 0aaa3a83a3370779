// Bidders as their author would write them, run by the real `runAgent`, several in one process on one connection with
// one embedder.

import { runAgent } from '@parley/agent';
import { connectNats } from '@parley/bus/nats';
import { createWorkerEmbedder, resolveModel } from '@parley/embeddings';
import { subjects } from '@parley/protocol';
import { bidder } from '../../bidders.ts';
import type { Open } from '../order.ts';
import { recordOf, type Terms } from '../task.ts';

const open: Open = async ({ servers, group, options }) => {
  const mesh = `${group}-${options.net}`;
  const all = options.terms as readonly Terms[];
  const bus = await connectNats({
    servers,
    name: 'bench-bidders',
    inboxPrefix: subjects(mesh).replyPrefix(all[0]!.instance),
  });
  const embedder = createWorkerEmbedder({ model: resolveModel({ model: 'static' }) });
  const shared = { bus, embedder, mesh, record: recordOf(options) };
  const running = await Promise.all(
    all.map((terms) => runAgent(bidder(terms), { ...shared, instance: terms.instance })),
  );
  return {
    close: async () => {
      await Promise.all(running.map((each) => each.stop('the bench is over')));
      await embedder.close();
      await bus.drain();
    },
  };
};
export default open;
