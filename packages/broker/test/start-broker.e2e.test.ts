import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { eventually } from '@parley/testkit';
import { type Broker, type BrokerExit, type BrokerOptions, jetStreamRoundTrip, startBroker } from '../src/index.ts';

const ends: (() => Promise<unknown>)[] = [];

async function start(options: BrokerOptions = {}): Promise<Broker> {
  const serverPath = process.env.PARLEY_NATS_SERVER;
  const broker = await startBroker({ env: process.env, ...(serverPath ? { serverPath } : {}), ...options });
  ends.push(() => broker.stop());
  return broker;
}

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-broker-test-'));
  ends.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A program that stands where nats-server should. */
async function fakeServer(script: string): Promise<string> {
  const path = join(await temporaryFolder(), 'nats-server');
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return path;
}

async function listenOnAnyPort(): Promise<{ server: Server; port: number }> {
  const server = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => new Promise((resolve) => server.close(resolve)));
  return { server, port: (server.address() as { port: number }).port };
}

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

describe('a folder that cannot hold what JetStream stores', () => {
  test('because a file is in its place is said, with what shows it', async () => {
    const file = join(await temporaryFolder(), 'file');
    await writeFile(file, '');
    for (const storeDir of [file, join(file, 'below')]) {
      await expect(start({ storeDir })).rejects.toMatchObject({
        code: 'unwritable',
        message: expect.stringContaining(`${storeDir} cannot be written: a file is in the place of a folder`),
        mend: `ls -ld ${storeDir}`,
      });
    }
  });

  test('as the server itself finds out is said in its words', async () => {
    const storeDir = await temporaryFolder();
    await writeFile(join(storeDir, 'jetstream'), '');
    await expect(start({ storeDir })).rejects.toMatchObject({
      code: 'unwritable',
      message: expect.stringMatching(/nats-server cannot store anything under .*: .*not a directory/),
    });
  });

  test('because the disk is full is told apart', async () => {
    const full = "echo '[1] 2026/11/24 11:11:04 [FTL] write /x/meta.inf: no space left on device' >&2; exit 1";
    await expect(start({ serverPath: await fakeServer(full) })).rejects.toMatchObject({
      code: 'no-space',
      message: expect.stringMatching(/: write \/x\/meta\.inf: no space left on device\.\n {2}mend it with: df -h /),
    });
  });
});

describe('a started broker', () => {
  test('answers for JetStream on loopback, with limits below the free disk', async () => {
    const broker = await start();
    const answer = await jetStreamRoundTrip('127.0.0.1', broker.port, 5_000);
    expect(answer.version).toBe(broker.version);
    const config = await readFile(join(dirname(broker.storeDir), 'nats-server.conf'), 'utf8');
    expect(config).toMatch(/^host: "127\.0\.0\.1"$/m);
    const limit = Number(/max_file_store: (\d+)/.exec(config)?.[1]);
    expect(limit).toBeGreaterThan(0);
    expect(limit).toBeLessThanOrEqual(1024 ** 3);
  });

  test('is gone with its temporary folder after stop, which may be called twice', async () => {
    const broker = await start();
    const folder = dirname(broker.storeDir);
    const exits: BrokerExit[] = [];
    broker.onExit((exit) => exits.push(exit));
    await Promise.all([broker.stop(), broker.stop()]);
    expect(existsSync(folder)).toBe(false);
    expect(broker.pid).toBeUndefined();
    expect(exits).toHaveLength(1);
    expect(exits[0]?.expected).toBe(true);
    await expect(broker.restart()).rejects.toMatchObject({ code: 'stopped' });
  });

  test('tells of a crash, and starts again on the same port with what it kept', async () => {
    const broker = await start();
    const crash = new Promise<BrokerExit>((resolve) => broker.onExit(resolve));
    expect(broker.kill('SIGKILL')).toBe(true);
    expect(await crash).toMatchObject({ signal: 'SIGKILL', expected: false });
    expect(broker.kill('SIGKILL')).toBe(false);
    await broker.restart();
    await jetStreamRoundTrip('127.0.0.1', broker.port, 5_000);
  });

  test('forgets what it kept only when told to, and only where the folder is temporary', async () => {
    const broker = await start();
    const kept = join(broker.storeDir, 'kept');
    await writeFile(kept, 'x');
    await broker.restart();
    expect(existsSync(kept)).toBe(true);
    await broker.restart({ empty: true });
    expect(existsSync(kept)).toBe(false);

    const lasting = await start({ storeDir: join(await temporaryFolder(), 'store') });
    await expect(lasting.restart({ empty: true })).rejects.toMatchObject({ code: 'bad-option' });
    await lasting.stop();
    expect(existsSync(lasting.storeDir)).toBe(true);
  });

  test('is ended even where it takes no signals', async () => {
    const broker = await start({ stopGraceMs: 200 });
    const pid = broker.pid ?? 0;
    broker.kill('SIGSTOP');
    await broker.stop();
    expect(() => process.kill(pid, 0)).toThrow();
  });

  test('ends its server when somebody kills the process that watches it', async () => {
    const broker = await start();
    const pid = broker.pid ?? 0;
    const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
    if (status === undefined) return expect(process.platform).not.toBe('linux');
    const watchdogPid = Number(status.slice(status.lastIndexOf(')') + 2).split(' ')[1]);
    process.kill(watchdogPid, 'SIGKILL');
    await eventually(() => expect(() => process.kill(pid, 0)).toThrow(), { what: 'the orphaned server to be gone' });
    await broker.stop();
    expect(existsSync(dirname(broker.storeDir))).toBe(false);
  });
});

describe('a broker that cannot start', () => {
  test('says that the port is busy and how to see who has it', async () => {
    const { port } = await listenOnAnyPort();
    await expect(start({ port })).rejects.toMatchObject({ code: 'port-busy', retryable: true, mend: /:\d+/ });
  });

  test('shows what the server said, where its configuration is wrong', async () => {
    await expect(start({ configExtra: 'no_such_setting: {' })).rejects.toThrow(
      /nats-server ended with code 1.*\n.*line 10/s,
    );
  });

  test('says so where the program is no nats-server, and where it is not there', async () => {
    await expect(start({ serverPath: await fakeServer('echo "not me" >&2; exit 3') })).rejects.toMatchObject({
      code: 'start-failed',
      message: /code 3.*not me/s,
    });
    await expect(start({ serverPath: '/nowhere/nats-server' })).rejects.toMatchObject({ code: 'start-failed' });
  });

  test('gives up on a server that never answers, and ends it', async () => {
    const serverPath = await fakeServer('echo $$ > pid; exec sleep 60');
    await expect(start({ serverPath, startTimeoutMs: 300 })).rejects.toMatchObject({ code: 'start-timeout' });
  });

  test.each([[-1], [70_000], [1.5], [Number.NaN]])('refuses port %p', async (port) => {
    await expect(start({ port })).rejects.toMatchObject({ code: 'bad-option' });
  });
});

describe('the JetStream round trip', () => {
  test('refuses what is no nats-server, and what is not there', async () => {
    const { port, server } = await listenOnAnyPort();
    await expect(jetStreamRoundTrip('127.0.0.1', port, 2_000)).rejects.toThrow('not a nats-server');
    await new Promise((resolve) => server.close(resolve));
    await expect(jetStreamRoundTrip('127.0.0.1', port, 2_000)).rejects.toThrow(/ECONNREFUSED/);
  });

  test('does not wait for ever for a server that says nothing', async () => {
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as { port: number };
    await expect(jetStreamRoundTrip('127.0.0.1', port, 100)).rejects.toThrow('within 100 ms');
    silent.close();
  });
});
