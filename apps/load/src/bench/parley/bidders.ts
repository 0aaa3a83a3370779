// Bidders as their author would write them, run by the real `runAgent`, several in one process on one connection with
// one embedder. Their slots are more than the bench has in flight, so that nothing is refused.

import { type AgentDefinition, capability, defineAgent, runAgent } from '@parley/agent';
import { connectNats } from '@parley/bus/nats';
import { createWorkerEmbedder, resolveModel } from '@parley/embeddings';
import { subjects } from '@parley/protocol';
import type { Open } from '../order.ts';
import { recordOf, repeatWords, type Terms } from '../task.ts';

const slots = 512;

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

function bidder({ agent, price, etaMs }: Terms): AgentDefinition {
  return defineAgent({
    name: agent,
    slots,
    capabilities: {
      [repeatWords.name]: capability({
        ...repeatWords,
        bid: () => ({ price, etaMs }),
        perform: ({ input }) => ({ text: input.text }),
      }),
    },
  });
}
