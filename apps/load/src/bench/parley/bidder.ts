// A bidder as its author would write it, run by the real `runAgent`. Its slots are more than the bench has in flight,
// so that nothing is refused.

import { capability, defineAgent, runAgent } from '@parley/agent';
import type { Open } from '../order.ts';
import { meshOf, repeatWords, type Terms } from '../task.ts';

const slots = 512;

const open: Open = async ({ servers, group, options }) => {
  const { agent, instance, price, etaMs } = options.terms as Terms;
  const definition = defineAgent({
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
  const record = options.record === 'off' ? 'off' : 'full';
  const mesh = meshOf(group, record);
  const running = await runAgent(definition, { servers, mesh, instance, model: 'static', record });
  return { close: () => running.stop('the bench is over') };
};
export default open;
