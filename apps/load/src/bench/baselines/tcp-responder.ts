// Who answers over plain TCP, with no broker in between. Callers ask the broker once for its port, before anything is
// measured.

import { type AddressInfo, createServer } from 'node:net';
import { connect, JSONCodec } from 'nats';
import type { Open } from '../order.ts';
import { frameWriter, readFrames } from './tcp-frames.ts';

const open: Open = async ({ servers, group }) => {
  const server = createServer((socket) => {
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    readFrames(socket, frameWriter(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const nc = await connect({ servers });
  nc.subscribe(`${group}.tcp-port`, {
    callback: (error, message) => {
      if (error === null) message.respond(JSONCodec<number>().encode(port));
    },
  });
  await nc.flush();
  return {
    close: async () => {
      server.close();
      await nc.drain();
    },
  };
};
export default open;
