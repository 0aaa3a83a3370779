// A process of many agents that join and leave a mesh when they are told to: each with a name, a capability and three
// texts of its own, run by the real `runAgent` on one connection with one embedder.

import { type AgentDefinition, capability, defineAgent, type RunningAgent, runAgent } from '@parley/agent';
import { connectNats } from '@parley/bus/nats';
import { createMeshEmbedder } from '@parley/discovery';
import { createWorkerEmbedder, resolveModel } from '@parley/embeddings';
import { subjects } from '@parley/protocol';
import { z } from 'zod';
import type { Open } from '../order.ts';

export interface Joining {
  readonly mesh: string;
  /** The first of their numbers in the mesh. */
  readonly first: number;
  readonly count: number;
}

const open: Open = async ({ servers }) => {
  let leave: () => Promise<void> = async () => undefined;
  return {
    commands: {
      join: async ({ mesh, first, count }: Joining) => {
        const inboxPrefix = subjects(mesh).replyPrefix(`crowd-${first}`);
        const bus = await connectNats({ servers, name: 'bench-crowd', inboxPrefix });
        const model = resolveModel();
        const embedder = createMeshEmbedder(bus, { mesh, model, local: () => createWorkerEmbedder({ model }) });
        const numbers = Array.from({ length: count }, (_, i) => first + i);
        const running: RunningAgent[] = await Promise.all(
          numbers.map((number) => runAgent(joiner(number), { bus, embedder, mesh, record: 'off' })),
        );
        leave = async () => {
          leave = async () => undefined;
          await Promise.all(running.map((each) => each.stop('it has joined')));
          await embedder.close();
          await bus.drain();
        };
      },
      leave: () => leave(),
    },
    close: () => leave(),
  };
};
export default open;

function joiner(number: number): AgentDefinition {
  return defineAgent({
    name: `joiner-${number}`,
    capabilities: {
      [`task-${number}`]: capability({
        description: `Deal with matters of department ${number}, whatever they are.`,
        examples: [`who looks after department ${number}`, `a question for department ${number}, please`],
        input: z.object({ text: z.string() }),
        output: z.object({ text: z.string() }),
        bid: () => ({ price: '1.00', etaMs: 10 }),
        perform: ({ input }) => ({ text: input.text }),
      }),
    },
  });
}
