// A supervisor's word that an instance is gone.

import { randomUUID } from 'node:crypto';
import type { Bus } from '@parley/bus';
import { type Down, encode, protocolVersion, subjects } from '@parley/protocol';

/** Tells all. `from` is the supervisor's address. @throws ParleyError `bad-token`, `wrong-schema`; BusError */
export function publishDown(bus: Bus, mesh: string, down: Down, from = 'supervisor/keeper'): void {
  const { agent, instance } = down;
  const bytes = encode({
    v: protocolVersion,
    id: randomUUID(),
    conversation: 'presence',
    performative: 'down',
    from,
    body: down,
  });
  bus.publish(subjects(mesh).presence('down', agent, instance), bytes);
}
