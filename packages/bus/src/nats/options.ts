// How a connection to a NATS server is made. The defaults notice a dead server within 4.5 s and come back by
// themselves, for ever, each client after a pause of its own so that a thousand do not knock at once.

import { BusError } from '../errors.ts';
import { checkSubject } from '../subject.ts';

export interface NatsOptions {
  /** `nats://[user:password@|token@]host[:port]`, one or several of one cluster. */
  readonly servers: string | readonly string[];
  /** Shown by the server's own tools; by convention the process's name. */
  readonly name: string;
  /** Answers come to `<inboxPrefix>.<token>`. A server's permissions must allow subscribing to `<inboxPrefix>.>`. */
  readonly inboxPrefix: string;
  readonly pingIntervalMs?: number;
  /** Unanswered pings until the connection counts as lost. */
  readonly maxPingOut?: number;
  readonly connectTimeoutMs?: number;
  /** The pause before each attempt to reconnect is drawn from between these. */
  readonly reconnectDelayMs?: readonly [min: number, max: number];
}

export type FullNatsOptions = Required<NatsOptions>;

const natsDefaults = {
  pingIntervalMs: 1500,
  maxPingOut: 2,
  connectTimeoutMs: 3000,
  reconnectDelayMs: [100, 500],
} as const satisfies Partial<NatsOptions>;

/** @throws BusError `bad-subject`, `unreachable` where the options can never work */
export function completeOptions(options: NatsOptions): FullNatsOptions {
  checkSubject(options.inboxPrefix);
  const servers = typeof options.servers === 'string' ? [options.servers] : options.servers;
  if (servers.length === 0)
    throw new BusError('unreachable', 'no server given: pass servers, such as nats://127.0.0.1:4222');
  return { ...natsDefaults, ...options, servers };
}

/** Where to connect and as whom, as the client library wants it. The library reads no user from an address. */
export interface Dial {
  readonly servers: string[];
  readonly user?: string;
  readonly pass?: string;
  readonly token?: string;
}

/** @throws BusError `unreachable` where an address cannot be read */
export function dialOf(servers: string | readonly string[]): Dial {
  const urls = (typeof servers === 'string' ? [servers] : servers).map(parseAddress);
  const named = urls.find((url) => url.username !== '');
  const hosts = urls.map((url) => `${url.hostname}:${url.port === '' ? '4222' : url.port}`);
  if (named === undefined) return { servers: hosts };
  const user = decodeURIComponent(named.username);
  if (named.password === '') return { servers: hosts, token: user };
  return { servers: hosts, user, pass: decodeURIComponent(named.password) };
}

function parseAddress(address: string): URL {
  const text = address.includes('://') ? address : `nats://${address}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.hostname === '') {
    throw new BusError('unreachable', `${JSON.stringify(address)} is no server address: write nats://host:port`);
  }
  return url;
}
