// The supervisor as a child: it gets its order in one line, says in one line that it is ready, and ends when its pipe
// closes. It runs in a process group of its own, so that a terminal's Ctrl-C reaches `up` alone, which stops all in
// order, and so that what ignores the end can be killed together.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { CommandError } from '../exit-codes.ts';

const entry = fileURLToPath(new URL('../../../supervisor/src/main.ts', import.meta.url));
/** The agents drain for 10 s and get 4 more before the supervisor kills them; then it is our turn. */
const stopWithinMs = 20_000;
const readyWithinMs = 120_000;

export interface SupervisorOrder {
  readonly servers: string;
  readonly mesh: string;
  readonly root: string;
  readonly watch: boolean;
  readonly roster?: string;
  readonly model?: string;
  readonly modelDir?: string;
}

export interface SupervisorReady {
  readonly agents: readonly string[];
  readonly failed: readonly {
    readonly agent: string;
    readonly reason: string;
    readonly hint: string;
    readonly lastLines: readonly string[];
  }[];
  readonly services: Readonly<Record<string, string>>;
  readonly space: string;
  /** Where /healthz, /readyz and /metrics are. */
  readonly health: string;
}

interface Answer {
  readonly ready?: SupervisorReady;
  readonly failed?: { readonly code: string; readonly message: string };
}

export interface Supervisor {
  readonly pid: number | undefined;
  /** Rejects with CommandError `internal` where it fails, ends or stays silent. */
  readonly ready: Promise<SupervisorReady>;
  /** Resolves with how it ended, once nothing of its group is left to wait for. */
  readonly exited: Promise<string>;
  /** Closes its pipe and waits; kills its whole group where that takes too long. A second call kills at once. */
  stop(): Promise<void>;
}

export function startSupervisor(
  order: SupervisorOrder,
  env: Readonly<Record<string, string | undefined>>,
  onLog: (line: string) => void,
): Supervisor {
  const child = spawn(process.execPath, [entry], { stdio: ['pipe', 'pipe', 'pipe'], env, detached: true });
  const ready = Promise.withResolvers<SupervisorReady>();
  const exited = Promise.withResolvers<string>();
  ready.promise.catch(() => undefined);
  const fail = (why: string) => ready.reject(new CommandError('internal', `The supervisor ${why}.`));
  const timer = setTimeout(() => fail(`was not ready within ${readyWithinMs / 1_000} s`), readyWithinMs);
  void ready.promise.finally(() => clearTimeout(timer)).catch(() => undefined);

  child.stdin.on('error', () => undefined);
  child.stdin.write(`${JSON.stringify(order)}\n`);
  createInterface({ input: child.stderr }).on('line', onLog);
  createInterface({ input: child.stdout }).on('line', (line) => {
    const answer = readAnswer(line);
    if (answer === undefined) onLog(line);
    else if (answer.ready !== undefined) ready.resolve(answer.ready);
    else fail(`could not start: ${answer.failed?.message}`);
  });
  child.once('error', (error) => {
    fail(`cannot be run: ${error.message}`);
    exited.resolve(`cannot be run: ${error.message}`);
  });
  child.once('exit', (code, signal) => {
    const how = signal === null ? `exited with ${code}` : `was ended by ${signal}`;
    // Its children end by their own pipes.
    fail(`${how} before it was ready`);
    exited.resolve(how);
  });

  let stopping = false;
  return {
    pid: child.pid,
    ready: ready.promise,
    exited: exited.promise,
    async stop() {
      if (stopping) killGroup(child.pid);
      stopping = true;
      child.stdin.end();
      const late = setTimeout(() => killGroup(child.pid), stopWithinMs);
      await exited.promise;
      clearTimeout(late);
      // Nothing of it may outlive it: where it was killed, its children may still be draining.
      killGroup(child.pid);
    },
  };
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nobody is left in it.
  }
}

function readAnswer(line: string): Answer | undefined {
  try {
    const answer = JSON.parse(line) as Answer | null;
    return answer?.ready !== undefined || answer?.failed !== undefined ? answer : undefined;
  } catch {
    return undefined;
  }
}
