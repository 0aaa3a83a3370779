// A broker in memory, for tests of whole meshes in one process without a server: the same contract as a NATS server's,
// with time, randomness and faults under the test's control. It routes messages, keeps streams, and can be stopped,
// restarted and emptied. It knows nothing of what is sent.

import type { Bus } from '../bus.ts';
import { checkSubject } from '../subject.ts';
import type { MemoryFaults } from './faults.ts';
import { MemoryBus } from './memory-bus.ts';
import { type MemoryBrokerOptions, MemoryServer } from './memory-server.ts';

export interface MemoryConnectOptions {
  /** Answers come to `<inboxPrefix>.<token>`. */
  readonly inboxPrefix: string;
  readonly name?: string;
}

export interface MemoryBroker {
  /** Can be changed at any time. */
  readonly faults: MemoryFaults;
  connect(options: MemoryConnectOptions): Bus;
  /** Every connection is lost until `restart`. */
  stop(): void;
  /** Comes back; what is kept in files is there, unless `empty`. What is kept in memory is gone, as with a server. */
  restart(options?: { readonly empty?: boolean }): void;
}

export function createMemoryBroker(options: MemoryBrokerOptions = {}): MemoryBroker {
  const broker = new MemoryServer(options);
  return {
    faults: broker.faults,
    connect: ({ inboxPrefix }) => {
      checkSubject(inboxPrefix);
      const bus = new MemoryBus(broker, inboxPrefix);
      broker.connections.add(bus);
      return bus;
    },
    stop: () => broker.stop(),
    restart: (how) => broker.restart(how?.empty === true),
  };
}
