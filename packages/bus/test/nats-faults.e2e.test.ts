// What only a real server can do to a connection: be absent, wedge, refuse.

import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { eventually, freePort, type TestBroker, withBroker } from '@parley/testkit';
import type { Bus, BusStatus } from '../src/index.ts';
import { connectNats, type NatsOptions } from '../src/nats/index.ts';
import { bytes, codeOf, freshName, textOf } from './contract/door.ts';

const buses: Bus[] = [];

async function connect(servers: string, options: Partial<NatsOptions> = {}): Promise<Bus> {
  const bus = await connectNats({ servers, name: 'faults', inboxPrefix: `reply.${freshName()}`, ...options });
  buses.push(bus);
  return bus;
}

afterEach(async () => {
  await Promise.all(buses.splice(0).map((bus) => bus.close()));
});

describe('a server that is not there', () => {
  test('nobody on the port: unreachable, with the address and what to do', async () => {
    const servers = `nats://127.0.0.1:${await freePort()}`;
    await expect(connect(servers)).rejects.toMatchObject({
      code: 'unreachable',
      retryable: true,
      message: expect.stringMatching(/127\.0\.0\.1:\d+.*nats-server -js/),
    });
  });

  test('one that accepts and never speaks: unreachable when the time is up', async () => {
    const sockets = new Set<Socket>();
    const server: Server = createServer((socket) => sockets.add(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const servers = [`127.0.0.1:${address.port}`, `127.0.0.1:${await freePort()}`];
    const connecting = connectNats({ servers, name: 'x', inboxPrefix: 'reply.x', connectTimeoutMs: 200 });
    await expect(connecting).rejects.toMatchObject({ code: 'unreachable' });
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });

  test.each(['', 'nats://', 'nats://a b:1', 'nats://x:99999999'])('%j is refused as an address', async (servers) => {
    expect(await codeOf(connect(servers))).toBe('unreachable');
  });
});

describe('a server that stops answering', () => {
  test.each([
    ['with nothing under way', 0],
    ['with more under way than its socket takes', 40],
  ])('is noticed by its pings, %s, and works again when it does', async (_, chunks) => {
    const broker = await withBroker({ own: true });
    const bus = await connect(broker.url, {
      pingIntervalMs: 300,
      connectTimeoutMs: 2000,
      reconnectDelayMs: [20, 50],
    });
    const told: BusStatus['type'][] = [];
    bus.onStatus(({ type }) => told.push(type));
    bus.subscribe('echo', (message) => bus.publish(message.reply as string, message.data));
    await bus.flush();
    broker.kill('SIGSTOP');
    for (let index = 0; index < chunks; index++) bus.publish('sink', new Uint8Array(500_000));
    expect(await codeOf(bus.request('echo', bytes('1'), { timeoutMs: 20_000 }))).toBe('disconnected');
    expect(bus.connected).toBe(false);
    broker.kill('SIGCONT');
    await eventually(async () => {
      expect(textOf(await bus.request('echo', bytes('2'), { timeoutMs: 1000 }))).toBe('2');
    });
    expect(told).toEqual(expect.arrayContaining(['connected', 'disconnected', 'reconnected']));
    await broker.stop();
  });
});

describe('a server that refuses', () => {
  const users = `authorization {
    users: [
      { user: limited, password: "p@ss", permissions: { publish: ["open.>", "$JS.API.>"], subscribe: ["reply.>", "open.>"] } }
      { user: full, password: full }
    ]
  }`;
  let broker: TestBroker | undefined;
  // The user whom the broker's own start asks with is the one without a password.
  const start = async () => {
    broker = await withBroker({ own: true, configExtra: `${users}\nno_auth_user: full` });
    return broker;
  };
  afterEach(async () => {
    await broker?.stop();
    broker = undefined;
  });

  test('a refused publish is told as a status, and a request that waits for it is rejected at once', async () => {
    const { port } = await start();
    const bus = await connect(`nats://limited:p%40ss@127.0.0.1:${port}`);
    const told: BusStatus[] = [];
    bus.onStatus((status) => told.push(status));
    bus.publish('closed.one', bytes('x'));
    await eventually(() =>
      expect(told).toContainEqual(
        expect.objectContaining({ type: 'error', code: 'permission-denied', subject: 'closed.one' }),
      ),
    );
    expect(await codeOf(bus.request('closed.two', bytes('x'), { timeoutMs: 20_000 }))).toBe('permission-denied');
    bus.subscribe('closed.>', () => undefined);
    await eventually(() => expect(told).toContainEqual(expect.objectContaining({ subject: 'closed.>' })));
    bus.subscribe('open.a', (message) => bus.publish(message.reply as string, message.data));
    expect(await codeOf(bus.request('open.none', bytes('x'), { timeoutMs: 20_000 }))).toBe('no-responders');
    expect(bus.connected).toBe(true);
  });

  test('a bucket that may not be written rejects at once, and a reading needs no more than the inbox', async () => {
    const { port } = await start();
    const bus = await connect(`nats://limited:p%40ss@127.0.0.1:${port}`);
    const bucket = await bus.keyValue({ bucket: 'readonly' });
    expect(await codeOf(bucket.put('a', bytes('1')))).toBe('permission-denied');
    expect(await bucket.keys()).toEqual([]);
    const listed = new Promise<void>((resolve) => {
      void bucket.watch('>', ({ type }) => type === 'listed' && resolve());
    });
    await listed;
  });

  test('a wrong password is an error of its own, not an absent server', async () => {
    const { port } = await start();
    await expect(connect(`nats://limited:wrong@127.0.0.1:${port}`)).rejects.toMatchObject({
      code: 'permission-denied',
      retryable: false,
      message: expect.stringContaining('password'),
    });
  });
});
