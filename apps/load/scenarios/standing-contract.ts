// What an ask costs where the negotiation was before: calls under a standing contract.

import { scenario } from '@parley/load/scenario';
import { repeatWords } from '../src/bench/task.ts';
import { bidders } from '../src/bidders.ts';
import { callWords } from '../src/contract-calls.ts';

export default scenario({
  name: 'standing-contract',
  about: 'calls under a contract that was negotiated once among three agents, with a backup',
  agentCount: 3,
  agents: ({ agents }) => bidders(agents),
  open: async (mesh) => callWords(await mesh.contract(repeatWords, { input: { text: 'any' }, inFlight: 4_096 })),
});
