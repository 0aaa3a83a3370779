// The way in: one connection to a NATS server, or an error that says what to do within a bounded time. Reading the
// options is options.ts's part, everything after the connection stands is nats-bus.ts's.

import { connect, type NatsConnection } from 'nats';
import type { Bus } from '../bus.ts';
import { BusError } from '../errors.ts';
import { NatsBus } from './nats-bus.ts';
import { toBusError } from './nats-errors.ts';
import { completeOptions, type Dial, dialOf, type FullNatsOptions, type NatsOptions } from './options.ts';

/**
 * Connects to a NATS server (2.9.10 or newer; JetStream is needed for streams and buckets only).
 * @throws BusError `unreachable` within `connectTimeoutMs`, `permission-denied` where the server refuses the user
 */
export async function connectNats(options: NatsOptions): Promise<Bus> {
  const full = completeOptions(options);
  const dial = dialOf(full.servers);
  const connection = await dialInTime(full, dial);
  return new NatsBus(connection, full);
}

async function dialInTime(options: FullNatsOptions, dial: Dial): Promise<NatsConnection> {
  const [delayMin, delayMax] = options.reconnectDelayMs;
  const connecting = connect({
    ...dial,
    name: options.name,
    inboxPrefix: options.inboxPrefix,
    pingInterval: options.pingIntervalMs,
    maxPingOut: options.maxPingOut,
    timeout: options.connectTimeoutMs,
    maxReconnectAttempts: -1,
    reconnectDelayHandler: () => delayMin + Math.random() * (delayMax - delayMin),
    ignoreAuthErrorAbort: true,
    noAsyncTraces: true,
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(unreachable(dial, `no answer within ${options.connectTimeoutMs} ms`)),
      options.connectTimeoutMs,
    );
  });
  try {
    return await Promise.race([connecting, late]);
  } catch (error) {
    connecting.then(
      (connection) => connection.close(),
      () => undefined,
    );
    throw explain(error, dial);
  } finally {
    clearTimeout(timer);
  }
}

function explain(error: unknown, dial: Dial): BusError {
  const known = toBusError(error, `no connection to ${dial.servers.join(', ')}`);
  if (known.code === 'permission-denied') {
    const message = `${dial.servers.join(', ')} refused the user: check the user and password in the address`;
    return new BusError('permission-denied', message, { cause: error });
  }
  return error instanceof BusError ? error : unreachable(dial, known.message, error);
}

function unreachable(dial: Dial, why: string, cause?: unknown): BusError {
  const message = `no NATS server at ${dial.servers.join(', ')} (${why}): start one with "nats-server -js", or check the address`;
  return new BusError('unreachable', message, { cause });
}
