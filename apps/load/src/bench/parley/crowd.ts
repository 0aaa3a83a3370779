// A process of many agents that join and leave a mesh when they are told to: each with a name, a capability and three
// texts of its own, run by the real `runAgents`.

import { type AgentDefinition, capability, defineAgent, runAgents } from '@parley/agent';
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
        const joiners = Array.from({ length: count }, (_, i) => joiner(first + i));
        const running = await runAgents(joiners, { servers, mesh, record: 'off' });
        leave = async () => {
          leave = async () => undefined;
          await running.stop('it has joined');
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
