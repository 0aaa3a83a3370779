// Tasks that are open together and want the same agents, awarded together.

import { scenario } from '@parley/load/scenario';
import { askWords, bidders } from '../src/bidders.ts';

export default scenario({
  name: 'batch',
  about: 'as 16 agents, and what is open at the same time is awarded together, within 20 ms',
  agentCount: 16,
  connect: { clearWithinMs: 20 },
  agents: ({ agents }) => bidders(agents),
  open: askWords,
});
