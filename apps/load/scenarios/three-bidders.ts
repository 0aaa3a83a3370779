// The usual case: several agents can do it, three are called and bid, the best does it.

import { scenario } from '@parley/load/scenario';
import { askWords, bidders } from '../src/bidders.ts';

export default scenario({
  name: 'three-bidders',
  about: 'three agents bid for each ask, and the best bid does it',
  agentCount: 3,
  agents: ({ agents }) => bidders(agents),
  open: askWords,
});
