// Our bus: `request` over its own multiplexer, JSON at both ends.

import { connectNats } from '@parley/bus/nats';
import type { Open } from '../order.ts';
import { type Payload, payload, wrongAnswer } from '../payload.ts';

const timeoutMs = 5_000;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

const open: Open = async ({ servers, group }) => {
  const bus = await connectNats({ servers, name: 'bench-caller', inboxPrefix: `${group}.reply.caller` });
  const subject = `${group}.bus`;
  return {
    once: async () => {
      const sent = payload();
      const { data } = await bus.request(subject, encoder.encode(JSON.stringify(sent)), { timeoutMs });
      const answer = JSON.parse(decoder.decode(data)) as Payload;
      if (answer.number !== sent.number) throw wrongAnswer();
    },
    close: () => bus.drain(),
  };
};
export default open;
