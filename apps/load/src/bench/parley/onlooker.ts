// A replica of a mesh's adverts in a process of its own, as every caller has one: it says when so many agents are in it,
// and whether one of them was gone again.

import { setTimeout as delay } from 'node:timers/promises';
import { connectNats } from '@parley/bus/nats';
import { createMeshEmbedder, openReplica, type Replica } from '@parley/discovery';
import { createWorkerEmbedder, resolveModel } from '@parley/embeddings';
import { subjects } from '@parley/protocol';
import type { Open } from '../order.ts';

const lookEveryMs = 5;

const open: Open = async ({ servers, options }) => {
  const name = `onlooker-${options.number}`;
  let replica: Replica | undefined;
  let leave: () => Promise<void> = async () => undefined;
  const agentCount = () => new Set(replica!.adverts().map(({ agent }) => agent)).size;
  return {
    commands: {
      watch: async ({ mesh }: { mesh: string }) => {
        await leave();
        const bus = await connectNats({
          servers,
          name: 'bench-onlooker',
          inboxPrefix: subjects(mesh).replyPrefix(name),
        });
        const model = resolveModel();
        const embedder = createMeshEmbedder(bus, { mesh, model, local: () => createWorkerEmbedder({ model }) });
        const opened = await openReplica(bus, { mesh, embedder });
        replica = opened;
        leave = async () => {
          leave = async () => undefined;
          opened.close();
          await embedder.close();
          await bus.close();
        };
        await opened.ready;
      },
      /** Resolves to whether it has come to so many agents in time. */
      await: async ({ count, withinMs }: { count: number; withinMs: number }) => {
        const endMs = performance.now() + withinMs;
        while (agentCount() !== count) {
          if (performance.now() > endMs) return false;
          await delay(lookEveryMs);
        }
        return true;
      },
      /** The fewest agents it knew of at any time during so long. */
      fewest: async ({ duringMs }: { duringMs: number }) => {
        let fewest = agentCount();
        const following = replica!.onChange(() => {
          fewest = Math.min(fewest, agentCount());
        });
        await delay(duringMs);
        following.close();
        return Math.min(fewest, agentCount());
      },
    },
    close: () => leave(),
  };
};
export default open;
