// What the client library tells of its connection, said as the bus says it. A refused permission comes this way and
// no other: the library's publish cannot fail for it. It decides nothing.

import { DebugEvents, Events, type NatsConnection, type Status } from 'nats';
import type { BusStatus } from '../bus.ts';
import { busCode } from './nats-errors.ts';
import { breakStuckSocket } from './stuck-socket.ts';

/** Calls `tell` for each change until the connection is closed for good, then tells `closed` and resolves. */
export async function followStatus(nc: NatsConnection, tell: (status: BusStatus) => void): Promise<void> {
  // The library never ends this iterator, not even when the connection is closed.
  void readAll(nc, tell);
  await nc.closed();
  tell({ type: 'closed' });
}

async function readAll(nc: NatsConnection, tell: (status: BusStatus) => void): Promise<void> {
  for await (const status of nc.status()) {
    if (status.type === DebugEvents.StaleConnection) breakStuckSocket(nc);
    const said = translate(nc, status);
    if (said !== undefined) tell(said);
  }
}

function translate(nc: NatsConnection, status: Status): BusStatus | undefined {
  switch (status.type) {
    case Events.Disconnect:
      return { type: 'disconnected' };
    case Events.Reconnect:
      return { type: 'reconnected', server: nc.getServer() };
    case Events.Error: {
      const context = status.permissionContext;
      const code = busCode(String(status.data));
      const message = context === undefined ? String(status.data) : `${context.operation} refused`;
      return { type: 'error', code, ...(context === undefined ? {} : { subject: context.subject }), message };
    }
    default:
      return undefined;
  }
}
