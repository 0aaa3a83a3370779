// Who answers the bus's requests, through the bus as well.

import { connectNats } from '@parley/bus/nats';
import type { Open } from '../order.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

const open: Open = async ({ servers, group }) => {
  const bus = await connectNats({ servers, name: 'bench-responder', inboxPrefix: `${group}.reply.responder` });
  bus.subscribe(`${group}.bus`, ({ data, reply }) => {
    if (reply !== undefined) bus.publish(reply, encoder.encode(JSON.stringify(JSON.parse(decoder.decode(data)))));
  });
  await bus.flush();
  return { close: () => bus.drain() };
};
export default open;
