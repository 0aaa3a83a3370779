// 256 agents that can all do it: what a shortlist of three is worth.

import { scenario } from '@parley/load/scenario';
import { askWords, bidders } from '../src/bidders.ts';

export default scenario({
  name: 'agents-256',
  about: '256 agents can do it: three of them bid for each ask',
  agentCount: 256,
  agents: ({ agents }) => bidders(agents),
  open: askWords,
});
