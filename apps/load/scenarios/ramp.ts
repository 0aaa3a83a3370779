// More and more: where does the mesh no longer keep up?

import { scenario } from '@parley/load/scenario';
import { askWords, bidders } from '../src/bidders.ts';

export default scenario({
  name: 'ramp',
  about: 'the rate grows from 100 to 6,000 asks a second among 16 agents: the knee is the last that is kept up with',
  agentCount: 16,
  agents: ({ agents }) => bidders(agents),
  open: askWords,
  load: { model: 'open', rate: { fromPerS: 100, toPerS: 6_000 } },
});
