// 64 agents that can all do it: what a shortlist of three is worth.

import { scenario } from '@parley/load/scenario';
import { askWords, bidders } from '../src/bidders.ts';

export default scenario({
  name: 'agents-64',
  about: '64 agents can do it: three of them bid for each ask',
  agentCount: 64,
  agents: ({ agents }) => bidders(agents),
  open: askWords,
});
