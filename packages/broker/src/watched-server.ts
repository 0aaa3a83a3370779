// The parent's side of the watchdog: starts it, tells it what to do, hears what became of the server. It knows
// processes and pipes, and nothing of NATS, ports or readiness.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { BrokerError } from './errors.ts';

/** How the server ended; `lines` are the last it logged. */
export interface ServerExit {
  code: number | null;
  signal: NodeJS.Signals | null;
  lines: string[];
}

export interface WatchedServer {
  /** The folder the watchdog made; it is removed at the end. */
  readonly folder: string;
  /** The running server's pid; undefined between an exit and the next start. */
  readonly pid: number | undefined;
  /** Starts the server (again); resolves with its pid. */
  start(options?: { empty?: boolean }): Promise<number>;
  /** Called at every exit of the server, wanted or not, until the returned function is called. */
  onExit(handler: (exit: ServerExit) => void): () => void;
  kill(signal: NodeJS.Signals): boolean;
  /** Lets go of the server: it ends after `delayMs`, or when this process does, and keeps nothing here awake. */
  release(delayMs: number): void;
  /** Ends the server and removes the folder. */
  end(): Promise<void>;
}

export interface WatchedProgram {
  program: string;
  args: string[];
  file: { name: string; text: string };
  /** The name, inside the folder, of what `start({empty: true})` removes. */
  storeName: string;
  graceMs: number;
}

/** Starts the watchdog, and not yet the server. */
export async function watchServer(job: WatchedProgram): Promise<WatchedServer> {
  const argument = JSON.stringify({ ...job, temporaryRoot: tmpdir(), prefix: 'parley-broker-' });
  const watchdog = spawn(process.execPath, [join(import.meta.dirname, 'watchdog.mjs'), argument], {
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  watchdog.stdin?.on('error', () => {});
  const gone = new Promise<void>((resolve) => watchdog.once('exit', () => resolve()));
  const handlers = new Set<(exit: ServerExit) => void>();
  let pid: number | undefined;
  let started: ((pid: number) => void) | undefined;
  let folderMade: (folder: string) => void;
  const folder = new Promise<string>((resolve) => {
    folderMade = resolve;
  });

  function onExit(handler: (exit: ServerExit) => void): () => void {
    handlers.add(handler);
    return () => handlers.delete(handler);
  }

  function exited(exit: ServerExit): void {
    pid = undefined;
    keepAwake(watchdog, false);
    for (const handler of [...handlers]) handler(exit);
  }

  createInterface({ input: watchdog.stdout! }).on('line', (line) => {
    const said = JSON.parse(line) as { folder?: string; pid?: number; exit?: ServerExit };
    if (said.folder !== undefined) folderMade(said.folder);
    if (said.pid !== undefined) {
      pid = said.pid;
      started?.(said.pid);
    }
    if (said.exit !== undefined) exited(said.exit);
  });
  watchdog.once('exit', () => {
    // Somebody killed the watchdog: nobody would end the server after us, so it ends now.
    if (pid === undefined) return;
    signalProcess(pid, 'SIGKILL');
    exited({ code: null, signal: 'SIGKILL', lines: ['the watchdog of this server was killed'] });
  });

  const failed = once(watchdog, 'error').then(([error]) => {
    throw new BrokerError('start-failed', `Cannot run ${process.execPath}: ${String(error)}`, { cause: error });
  });
  const madeFolder = await Promise.race([folder, failed, gone.then(() => undefined)]);
  failed.catch(() => {});
  if (madeFolder === undefined) {
    throw new BrokerError('start-failed', `Cannot make a folder under ${tmpdir()}.`, { mend: `df -h ${tmpdir()}` });
  }

  return {
    folder: madeFolder,
    get pid() {
      return pid;
    },
    async start(options = {}) {
      keepAwake(watchdog, true);
      const running = new Promise<number>((resolve) => {
        started = resolve;
      });
      let stopListening = () => {};
      const ended = new Promise<ServerExit>((resolve) => {
        stopListening = onExit(resolve);
      });
      watchdog.stdin?.write(options.empty === true ? 'empty\nstart\n' : 'start\n');
      const outcome = await Promise.race([running, ended, gone]);
      stopListening();
      if (typeof outcome === 'number') return outcome;
      const reason = outcome?.lines.join('\n  ') ?? 'the watchdog ended';
      throw new BrokerError('start-failed', `Cannot run ${job.program}: ${reason}`);
    },
    onExit,
    kill: (signal) => pid !== undefined && signalProcess(pid, signal),
    release(delayMs) {
      watchdog.stdin?.write(`end-after ${delayMs}\n`);
      keepAwake(watchdog, false);
    },
    async end() {
      keepAwake(watchdog, true);
      watchdog.stdin?.end();
      const timer = setTimeout(() => {
        if (pid !== undefined) signalProcess(pid, 'SIGKILL');
        watchdog.kill('SIGKILL');
      }, job.graceMs + 3_000);
      if (watchdog.exitCode === null && watchdog.signalCode === null) await gone;
      clearTimeout(timer);
      // The watchdog removes it, unless it was killed.
      await rm(madeFolder, { recursive: true, force: true });
    },
  };
}

function keepAwake(child: ChildProcess, awake: boolean): void {
  const pipes = [child.stdin, child.stdout] as unknown as { ref(): void; unref(): void }[];
  for (const handle of [child, ...pipes]) awake ? handle.ref() : handle.unref();
}

function signalProcess(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
