// Calls under a standing contract as a caller makes them, validated at the agent, with the record on.

import { connect } from '@parley/mesh';
import type { Open } from '../order.ts';
import { type Payload, payload, wrongAnswer } from '../payload.ts';
import { echoPayload } from './contract-holder.ts';

const open: Open = async ({ servers, group }) => {
  const mesh = await connect({ servers, mesh: group, model: 'static', readyWithinMs: 20_000 });
  const contract = await mesh.contract(echoPayload, { input: payload(), inFlight: 4_096, backup: false });
  return {
    once: async () => {
      const sent = payload();
      const answer: Payload = await contract.call(sent);
      if (answer.number !== sent.number) throw wrongAnswer();
    },
    close: async () => {
      await contract.close();
      await mesh.close();
    },
  };
};
export default open;
