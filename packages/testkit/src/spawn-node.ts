// A Node process of a test's own: TypeScript or .mjs, its lines kept, its end awaited, and never left behind: what
// still runs when the test file ends, or when this process does, is killed. It knows nothing of what the file does.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { atEndOfFile } from './end-of-file.ts';

export interface SpawnNodeOptions {
  args?: readonly string[];
  /** Added to this process's environment; undefined takes a variable away. */
  env?: Readonly<Record<string, string | undefined>>;
  cwd?: string;
  /** Flags for Node itself. */
  nodeFlags?: readonly string[];
  /** A process group of its own, so that `killGroup` reaches its children as well. */
  detached?: boolean;
  /** Keeps standard input open, as a parent's pipe; closed at once otherwise. */
  holdInput?: boolean;
}

export interface NodeExit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface NodeChild {
  readonly pid: number;
  /** Every line so far of standard output and standard error, in the order they came. */
  readonly lines: readonly string[];
  /** Lines of standard output alone. */
  readonly outputLines: readonly string[];
  /** Resolves when the process has ended and its output is read. */
  readonly exit: Promise<NodeExit>;
  /** The first line, past or to come, that matches. Throws after `timeoutMs` (15 s) or when the process ends without it. */
  waitForLine(pattern: RegExp, timeoutMs?: number): Promise<string>;
  kill(signal?: NodeJS.Signals): boolean;
  /** Signals the whole process group, as a terminal's Ctrl-C does; needs `detached`. */
  killGroup(signal?: NodeJS.Signals): boolean;
  /** Writes one line to standard input; needs `holdInput`. */
  writeLine(line: string): void;
  closeInput(): void;
}

/** Starts `file` under the Node that runs the tests. */
export function spawnNode(file: string, options: SpawnNodeOptions = {}): NodeChild {
  const { args = [], env = {}, cwd, nodeFlags = [], detached = false, holdInput = false } = options;
  const child = spawn(process.execPath, [...nodeFlags, file, ...args], {
    // NODE_OPTIONS and jest's own worker variables are none of the child's business.
    env: { ...process.env, NODE_OPTIONS: undefined, JEST_WORKER_ID: undefined, NODE_ENV: undefined, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached,
    ...(cwd === undefined ? {} : { cwd }),
  });
  const lines: string[] = [];
  const outputLines: string[] = [];
  const listeners = new Set<() => void>();
  const keep = (line: string, isOutput: boolean) => {
    lines.push(line);
    if (isOutput) outputLines.push(line);
    for (const listener of [...listeners]) listener();
  };
  createInterface({ input: child.stdout }).on('line', (line) => keep(line, true));
  createInterface({ input: child.stderr }).on('line', (line) => keep(line, false));
  child.stdin.on('error', () => {});
  if (!holdInput) child.stdin.end();

  let ended: NodeExit | undefined;
  const exit = new Promise<NodeExit>((resolve) => {
    const settle = (code: number | null, signal: NodeJS.Signals | null) => {
      ended = { code, signal };
      for (const listener of [...listeners]) listener();
      resolve(ended);
    };
    child.once('error', (error) => {
      keep(String(error), false);
      settle(null, null);
    });
    child.once('close', settle);
  });

  const started: NodeChild = {
    pid: child.pid ?? -1,
    lines,
    outputLines,
    exit,
    waitForLine(pattern, timeoutMs = 15_000) {
      return new Promise((resolve, reject) => {
        let seen = 0;
        const finish = (settle: () => void) => {
          clearTimeout(timer);
          listeners.delete(look);
          settle();
        };
        const fail = (reason: string) =>
          finish(() => reject(new Error(`${file}: ${reason} ${pattern}. Its lines:\n${lines.slice(-30).join('\n')}`)));
        const look = () => {
          for (; seen < lines.length; seen += 1) {
            const line = lines[seen] ?? '';
            pattern.lastIndex = 0;
            if (pattern.test(line)) return finish(() => resolve(line));
          }
          if (ended !== undefined) fail(`ended (${ended.signal ?? ended.code}) without a line like`);
        };
        const timer = setTimeout(() => fail(`no line within ${timeoutMs} ms like`), timeoutMs);
        listeners.add(look);
        look();
      });
    },
    kill: (signal = 'SIGTERM') => ended === undefined && child.kill(signal),
    killGroup(signal = 'SIGTERM') {
      if (!detached || child.pid === undefined) throw new Error('killGroup needs spawnNode(file, {detached: true})');
      try {
        return process.kill(-child.pid, signal);
      } catch {
        return false;
      }
    },
    writeLine: (line) => void child.stdin.write(`${line}\n`),
    closeInput: () => child.stdin.end(),
  };
  const leaveNothing = () => {
    if (detached) started.killGroup('SIGKILL');
    else started.kill('SIGKILL');
  };
  process.once('exit', leaveNothing);
  void exit.then(() => process.removeListener('exit', leaveNothing));
  atEndOfFile(() => {
    if (ended === undefined) leaveNothing();
  });
  return started;
}
