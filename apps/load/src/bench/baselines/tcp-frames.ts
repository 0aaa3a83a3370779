// Frames over TCP: four bytes that say how long it is, then JSON. What is written within one turn of the event loop
// leaves in one packet, as every fast protocol does it.

import type { Socket } from 'node:net';

const headerBytes = 4;

/** A function that sends one message. */
export function frameWriter(socket: Socket): (message: unknown) => void {
  let isCorked = false;
  return (message) => {
    const body = Buffer.from(JSON.stringify(message));
    const header = Buffer.allocUnsafe(headerBytes);
    header.writeUInt32BE(body.length);
    if (!isCorked) {
      isCorked = true;
      socket.cork();
      setImmediate(() => {
        isCorked = false;
        socket.uncork();
      });
    }
    socket.write(header);
    socket.write(body);
  };
}

/** Calls `receive` for each message, in order. */
export function readFrames(socket: Socket, receive: (message: unknown) => void): void {
  let rest: Buffer = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let start = 0;
    while (bytes.length - start >= headerBytes) {
      const end = start + headerBytes + bytes.readUInt32BE(start);
      if (bytes.length < end) break;
      receive(JSON.parse(bytes.toString('utf8', start + headerBytes, end)));
      start = end;
    }
    rest = bytes.subarray(start);
  });
}
