// A server that stopped answering while much was waiting to be sent: the client library (2.29) then waits for those
// bytes to leave before it gives the connection up, which may be never (measured with a stopped server). So the socket
// is broken here. This is the one place that reaches into the library, and it does nothing where it does not find
// what it expects.

import type { NatsConnection } from 'nats';

interface Internals {
  readonly protocol?: {
    readonly transport?: {
      readonly connected?: boolean;
      readonly done?: boolean;
      readonly socket?: { readonly writableLength: number; destroy(): void };
    };
  };
}

/** To be called when the library found its connection stale; breaks the socket if bytes are stuck in it. */
export function breakStuckSocket(nc: NatsConnection): void {
  const transport = (nc as unknown as Internals).protocol?.transport;
  if (transport?.connected !== true || transport.done === true || transport.socket === undefined) return;
  if (transport.socket.writableLength > 0) transport.socket.destroy();
}
