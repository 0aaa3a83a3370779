// A program of ours as a child: its lines are kept, its end is awaited, and it ends with us, whatever way we end, because
// all of ours end when the pipe on their standard input closes.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const linesKept = 12;

export interface ChildProgram {
  readonly pid: number;
  /** Its exit code, or the signal that ended it, when it has ended and its output is read. */
  readonly ended: Promise<number | NodeJS.Signals>;
  /** The last lines of both its outputs. */
  readonly lastLines: readonly string[];
  /** Closes its pipe, and kills it where that is not enough; resolves when it is gone. */
  stop(withinMs?: number): Promise<void>;
  kill(signal: NodeJS.Signals): void;
}

export interface ChildOrder {
  /** A file for Node to run. */
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly onOutput?: (line: string) => void;
}

const stopWithinMs = 5_000;

/** Starts it under our own Node. Ctrl-C is for us alone: we close the pipe. */
export function startChild({ file, args, cwd, env, onOutput }: ChildOrder): ChildProgram {
  const options = { cwd, detached: true, stdio: ['pipe', 'pipe', 'pipe'] as ['pipe', 'pipe', 'pipe'] };
  const child = spawn(process.execPath, [file, ...args], env === undefined ? options : { ...options, env });
  const lastLines: string[] = [];
  const keep = (line: string) => {
    lastLines.push(line);
    if (lastLines.length > linesKept) lastLines.shift();
  };
  child.stdin.on('error', () => undefined);
  createInterface({ input: child.stderr }).on('line', keep);
  createInterface({ input: child.stdout }).on('line', (line) => {
    keep(line);
    onOutput?.(line);
  });
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    child.once('error', (error) => {
      keep(error.message);
      resolve(1);
    });
    child.once('close', (code, signal) => resolve(code ?? signal ?? 1));
  });
  return {
    pid: child.pid ?? -1,
    ended,
    lastLines,
    async stop(withinMs = stopWithinMs) {
      child.stdin.end();
      const late = setTimeout(() => child.kill('SIGKILL'), withinMs);
      await ended;
      clearTimeout(late);
    },
    kill: (signal) => void child.kill(signal),
  };
}
