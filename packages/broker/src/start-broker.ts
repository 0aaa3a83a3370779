// A nats-server of one's own: JetStream on, loopback only, ready when JetStream answers, gone with its parent.
// It refuses to know what is said over the server, and which environment it runs in: paths are handed in.

import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { BrokerError, storageError } from './errors.ts';
import { findNatsServer } from './find-server.ts';
import { findFreePort, isPortFree, whoHasPort } from './ports.ts';
import { jetStreamRoundTrip } from './round-trip.ts';
import { renderServerConfig, storageLimits } from './server-config.ts';
import { type ServerExit, type WatchedServer, watchServer } from './watched-server.ts';

export interface BrokerOptions {
  /** 0, the default, takes a free one. */
  port?: number;
  /** The address to listen on; loopback unless told. */
  host?: string;
  /** Where JetStream keeps its files, for good. Without it: a temporary folder, removed at the end. */
  storeDir?: string;
  /** The nats-server to run; without it the one that `findNatsServer({env})` finds. */
  serverPath?: string | undefined;
  /** PATH, HOME and XDG_CACHE_HOME of the entry point, for finding the server. */
  env?: Readonly<Record<string, string | undefined>>;
  /** An upper bound for JetStream's files; 1 GiB and a quarter of the free disk unless less. */
  maxFileBytes?: number;
  /** What is to be stored needs this much; less is `no-space`. */
  minFileBytes?: number;
  maxPayloadBytes?: number;
  /** Lines added to the server's configuration as they are. */
  configExtra?: string;
  startTimeoutMs?: number;
  /** How long the server may take to end before SIGKILL. */
  stopGraceMs?: number;
}

export interface BrokerExit extends ServerExit {
  /** True where this process asked for it, by `stop` or `restart`. */
  expected: boolean;
}

export interface Broker extends AsyncDisposable {
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** The running server's pid; undefined while none runs. */
  readonly pid: number | undefined;
  readonly version: string;
  readonly serverPath: string;
  readonly storeDir: string;
  /** Called at every exit of the server until the returned function is called. */
  onExit(handler: (exit: BrokerExit) => void): () => void;
  /** Sends a signal to the server itself (SIGKILL for a crash, SIGSTOP for a wedge). False where none runs. */
  kill(signal?: NodeJS.Signals): boolean;
  /** Ends the server if it runs and starts it on the same port; `empty` forgets all it kept (temporary folders only). */
  restart(options?: { empty?: boolean }): Promise<void>;
  /** Lets go: the server ends after `delayMs`, or at once when this process does, and keeps nothing here awake. */
  release(delayMs: number): void;
  /** Ends the server and removes what was temporary. A second call waits for the first. */
  stop(): Promise<void>;
}

const defaults = { host: '127.0.0.1', startTimeoutMs: 15_000, stopGraceMs: 2_000 } as const;
const storeName = 'jetstream';
const portTries = 5;

/**
 * Starts a nats-server and resolves when a JetStream round trip succeeded.
 * Throws BrokerError: `no-server`, `port-busy`, `no-space`, `unwritable`, `start-failed`, `start-timeout`,
 * `bad-option`.
 */
export async function startBroker(options: BrokerOptions = {}): Promise<Broker> {
  checkPort(options.port);
  const serverPath = options.serverPath ?? (await findNatsServer({ env: options.env ?? {} })).path;
  for (let round = 1; ; round += 1) {
    const port = options.port || (await findFreePort(options.host ?? defaults.host));
    try {
      return await startOn(port, serverPath, options);
    } catch (error) {
      const chosenByUs = !options.port && error instanceof BrokerError && error.code === 'port-busy';
      if (!chosenByUs || round === portTries) throw error;
    }
  }
}

async function startOn(port: number, serverPath: string, options: BrokerOptions): Promise<Broker> {
  const host = options.host ?? defaults.host;
  if (!(await isPortFree(port, host))) throw portBusy(port, host);
  const name = `parley-${randomUUID()}`;
  const storeDir = options.storeDir === undefined ? undefined : resolve(options.storeDir);
  if (storeDir !== undefined) await makeFolder(storeDir);
  const text = renderServerConfig({
    name,
    host,
    port,
    storeDir: storeDir ?? storeName,
    ...(await storageLimits(storeDir ?? tmpdir(), options.maxFileBytes, options.minFileBytes)),
    ...(options.maxPayloadBytes === undefined ? {} : { maxPayloadBytes: options.maxPayloadBytes }),
    ...(options.configExtra === undefined ? {} : { extra: options.configExtra }),
  });
  const server = await watchServer({
    program: serverPath,
    args: ['--config', 'nats-server.conf'],
    file: { name: 'nats-server.conf', text },
    storeName,
    graceMs: options.stopGraceMs ?? defaults.stopGraceMs,
  });
  try {
    const run = {
      server,
      host,
      port,
      name,
      storeDir: storeDir ?? resolve(server.folder, storeName),
      timeoutMs: options.startTimeoutMs ?? defaults.startTimeoutMs,
    };
    const version = await startAndWait(run, false);
    return brokerOf(run, { version, serverPath, isTemporary: storeDir === undefined });
  } catch (error) {
    await server.end();
    throw error;
  }
}

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    throw storageError(path, error);
  }
}

interface Run {
  server: WatchedServer;
  host: string;
  port: number;
  name: string;
  storeDir: string;
  timeoutMs: number;
}

function brokerOf(run: Run, about: { version: string; serverPath: string; isTemporary: boolean }): Broker {
  const { server, host, port, storeDir } = run;
  let expected = false;
  let stopping: Promise<void> | undefined;
  const broker: Broker = {
    url: `nats://${host.includes(':') ? `[${host}]` : host}:${port}`,
    host,
    port,
    version: about.version,
    serverPath: about.serverPath,
    storeDir,
    get pid() {
      return server.pid;
    },
    onExit: (handler) => server.onExit((exit) => handler({ ...exit, expected })),
    kill: (signal = 'SIGKILL') => server.kill(signal),
    async restart({ empty = false } = {}) {
      if (stopping !== undefined) throw new BrokerError('stopped', 'This broker was stopped; start another one.');
      if (empty && !about.isTemporary) {
        throw new BrokerError('bad-option', `restart({empty}) would delete ${storeDir}; it is for temporary folders.`);
      }
      expected = true;
      await endServer(server);
      await startAndWait(run, empty);
      expected = false;
    },
    release: (delayMs) => server.release(delayMs),
    stop() {
      expected = true;
      stopping ??= server.end();
      return stopping;
    },
    [Symbol.asyncDispose]: () => broker.stop(),
  };
  return broker;
}

async function endServer(server: WatchedServer): Promise<void> {
  if (server.pid === undefined) return;
  const ended = new Promise<void>((resolve) => {
    const stopListening = server.onExit(() => {
      stopListening();
      resolve();
    });
  });
  server.kill('SIGTERM');
  server.kill('SIGCONT');
  const timer = setTimeout(() => server.kill('SIGKILL'), defaults.stopGraceMs);
  await ended;
  clearTimeout(timer);
}

/** Starts the server and asks JetStream until it answers; resolves with the server's version. */
async function startAndWait(run: Run, empty: boolean): Promise<string> {
  const deadline = performance.now() + run.timeoutMs;
  let exit: ServerExit | undefined;
  let lastFailure: unknown;
  const stopListening = run.server.onExit((seen) => {
    exit ??= seen;
  });
  await run.server.start({ empty });
  for (;;) {
    if (exit !== undefined) throw startFailure(run, exit);
    const leftMs = deadline - performance.now();
    if (leftMs <= 0) {
      run.server.kill('SIGKILL');
      throw new BrokerError(
        'start-timeout',
        `No answer of JetStream within ${run.timeoutMs} ms: ${String(lastFailure)}`,
        {
          cause: lastFailure,
        },
      );
    }
    try {
      const answer = await jetStreamRoundTrip(run.host, run.port, Math.min(leftMs, 1_000));
      if (answer.name === run.name) {
        stopListening();
        return answer.version;
      }
      lastFailure = new Error(`another server answers on port ${run.port}`);
    } catch (failure) {
      lastFailure = failure;
    }
    await delay(20);
  }
}

function startFailure(run: Run, exit: ServerExit): BrokerError {
  const log = exit.lines.join('\n  ');
  if (/address already in use/.test(log)) return portBusy(run.port, run.host);
  const ending = exit.signal === null ? `code ${exit.code}` : exit.signal;
  return (
    storageFailure(run.storeDir, ending, exit.lines) ??
    new BrokerError('start-failed', `nats-server ended with ${ending} while starting. It said:\n  ${log}`)
  );
}

/** What its log says of the disk, where it says so. */
function storageFailure(storeDir: string, ending: string, lines: readonly string[]): BrokerError | undefined {
  const isFull = (text: string) => /no space left|file too large|SIGXFSZ|quota exceeded/i.test(text);
  const isBarred = (text: string) => /storage directory|permission denied|read-only file system/i.test(text);
  const line = lines.find((each) => isFull(each) || isBarred(each));
  if (line === undefined && !isFull(ending)) return undefined;
  const said = line?.replace(/^.*\[[A-Z]{3}\] /, '') ?? `ended by ${ending}`;
  const code = isFull(line ?? ending) ? 'no-space' : 'unwritable';
  const mend = code === 'no-space' ? `df -h ${storeDir}` : `ls -la ${storeDir}`;
  return new BrokerError(code, `nats-server cannot store anything under ${storeDir}: ${said}.`, { mend });
}

function portBusy(port: number, host: string): BrokerError {
  return new BrokerError('port-busy', `Port ${port} on ${host} is busy: end who has it, or choose another port.`, {
    mend: whoHasPort(port),
  });
}

function checkPort(port: number | undefined): void {
  if (port === undefined || (Number.isInteger(port) && port >= 0 && port <= 65_535)) return;
  throw new BrokerError('bad-option', `port must be a whole number from 0 to 65535, and is ${String(port)}.`);
}
