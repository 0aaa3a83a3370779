// A real nats-server for a test file: one that all its tests share, each in a mesh of its own (`freshMeshName`), or one
// of a test's own where the server itself is to suffer. It knows `@parley/broker` and nothing above.

import { type Broker, type BrokerOptions, startBroker } from '@parley/broker';
import { atEndOfFile } from './end-of-file.ts';

/** What a test may do to its server. */
export type TestBroker = Pick<Broker, 'url' | 'port' | 'pid' | 'version' | 'stop' | 'kill' | 'restart' | 'onExit'>;

export interface WithBrokerOptions extends BrokerOptions {
  /** A server for this call alone, in place of the file's shared one. Options other than the defaults imply it. */
  own?: boolean;
}

/** Long enough for a file's own afterAll hooks, which run after ours, to close their connections in peace. */
const lingerMs = 4_000;

let shared: Promise<TestBroker> | undefined;

/**
 * The test file's nats-server with JetStream, on a free port with a temporary folder; started at the first call.
 * It is gone soon after the file ends, and at once when the process does. PARLEY_NATS_SERVER names the server to run.
 * Throws BrokerError.
 */
export function withBroker(options: WithBrokerOptions = {}): Promise<TestBroker> {
  const { own = Object.keys(options).length > 0, ...brokerOptions } = options;
  if (own) return start(brokerOptions);
  shared ??= start(brokerOptions);
  return shared;
}

async function start(options: BrokerOptions): Promise<TestBroker> {
  const serverPath = process.env.PARLEY_NATS_SERVER;
  const broker = await startBroker({ ...(serverPath ? { serverPath } : {}), env: process.env, ...options });
  atEndOfFile(() => broker.release(lingerMs));
  return broker;
}
