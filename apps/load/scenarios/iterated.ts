// A negotiation in two rounds: the bidders are asked to go below the best bid.

import { scenario } from '@parley/load/scenario';
import { underbid } from '@parley/mesh';
import { input, repeatWords } from '../src/bench/task.ts';
import { bidders } from '../src/bidders.ts';

export default scenario({
  name: 'iterated',
  about: 'as three-bidders, and the dearer two are asked once for better bids before the award',
  agentCount: 3,
  agents: ({ agents }) => bidders(agents),
  open: (mesh) => () => mesh.ask(repeatWords, { input, revise: underbid(0.05, 1) }),
});
