// Who answers the library's requests: a subscription with the library's own callback, which it answers faster than by
// an iterator.

import { connect, JSONCodec } from 'nats';
import type { Open } from '../order.ts';
import type { Payload } from '../payload.ts';

const open: Open = async ({ servers, group }) => {
  const codec = JSONCodec<Payload>();
  const nc = await connect({ servers });
  nc.subscribe(`${group}.library`, {
    callback: (error, message) => {
      if (error === null) message.respond(codec.encode(codec.decode(message.data)));
    },
  });
  await nc.flush();
  return { close: () => nc.drain() };
};
export default open;
