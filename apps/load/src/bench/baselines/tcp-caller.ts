// The caller over plain TCP: one connection, frames, answers in the order of the questions. It is the ceiling: nothing
// that goes through a broker can reach it.

import { once } from 'node:events';
import { createConnection } from 'node:net';
import { connect, JSONCodec } from 'nats';
import type { Open } from '../order.ts';
import { type Payload, payload, wrongAnswer } from '../payload.ts';
import { frameWriter, readFrames } from './tcp-frames.ts';

const open: Open = async ({ servers, group }) => {
  const nc = await connect({ servers });
  const { data } = await nc.request(`${group}.tcp-port`, undefined, { timeout: 5_000 });
  await nc.close();
  const socket = createConnection({ host: '127.0.0.1', port: JSONCodec<number>().decode(data) });
  socket.setNoDelay(true);
  await once(socket, 'connect');
  const waiting: { resolve: (answer: Payload) => void; reject: (error: Error) => void }[] = [];
  const send = frameWriter(socket);
  readFrames(socket, (message) => waiting.shift()?.resolve(message as Payload));
  const fail = (error: Error) => {
    for (const { reject } of waiting.splice(0)) reject(error);
  };
  socket.on('error', fail);
  socket.on('close', () => fail(new Error('the connection is closed')));
  return {
    once: async () => {
      const sent = payload();
      const answer = await new Promise<Payload>((resolve, reject) => {
        waiting.push({ resolve, reject });
        send(sent);
      });
      if (answer.number !== sent.number) throw wrongAnswer();
    },
    close: async () => {
      socket.end();
      if (!socket.closed) await once(socket, 'close');
    },
  };
};
export default open;
