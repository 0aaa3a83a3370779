// Who holds the contract: an agent as its author would write it, which gives back what it is given.

import { capability, defineAgent, runAgent } from '@parley/agent';
import { defineCapability } from '@parley/mesh';
import { z } from 'zod';
import type { Open } from '../order.ts';

const fields = z.object({
  number: z.int(),
  task: z.string(),
  amount: z.object({ value: z.string(), currency: z.string() }),
  tags: z.array(z.string()).readonly(),
  urgent: z.boolean(),
});

export const echoPayload = defineCapability({
  name: 'echo-payload',
  description: 'Give back the order that was sent, unchanged.',
  examples: [],
  input: fields,
  output: fields,
});

const open: Open = async ({ servers, group }) => {
  const holder = defineAgent({
    name: 'holder',
    capabilities: {
      [echoPayload.name]: capability({
        ...echoPayload,
        bid: () => ({ price: '0.01', etaMs: 10 }),
        perform: ({ input }) => input,
      }),
    },
  });
  const running = await runAgent(holder, { servers, mesh: group, model: 'static' });
  return { close: () => running.stop('the bench is over') };
};
export default open;
