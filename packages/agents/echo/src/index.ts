// Echo: the smallest agent there is, and the template of a new one.

import { capability, defineAgent } from '@parley/agent';
import { echo } from './messages.ts';

export default defineAgent({
  name: 'echo',
  capabilities: {
    echo: capability({
      ...echo,
      bid: () => ({ price: '0.01', etaMs: 20 }),
      perform: ({ input }) => ({ text: input.text }),
    }),
  },
});
