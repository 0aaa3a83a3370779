// 16 agents that can all do it: what a shortlist of three is worth.

import { scenario } from '@parley/load/scenario';
import { askWords, bidders } from '../src/bidders.ts';

export default scenario({
  name: 'agents-16',
  about: '16 agents can do it: three of them bid for each ask',
  agentCount: 16,
  agents: ({ agents }) => bidders(agents),
  open: askWords,
});
