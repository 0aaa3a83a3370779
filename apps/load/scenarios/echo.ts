// The least there is: one agent, asked by its capability, says back what it was told.

import { capability, defineAgent, defineCapability } from '@parley/agent';
import { scenario } from '@parley/load/scenario';
import { z } from 'zod';

const text = z.object({ text: z.string() });
const echo = defineCapability({
  name: 'echo',
  description: 'Say back what was said.',
  examples: [],
  input: text,
  output: text,
});

export default scenario({
  name: 'echo',
  about: 'one agent says back what it was told: the least that an ask can cost',
  agentCount: 1,
  agents: () => [
    defineAgent({
      name: 'echo',
      slots: 1_024,
      capabilities: {
        echo: capability({ ...echo, bid: () => ({ price: '0.01', etaMs: 1 }), perform: ({ input }) => input }),
      },
    }),
  ],
  open: (mesh) => () => mesh.ask(echo, { input: { text: 'good morning' } }),
});
