// `parley up` as a child, for programs that need a mesh of their own: everything in a temporary folder and on free ports.
// It ends when the pipe to it closes, so it ends with its parent in whatever way the parent ends.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { UpReady } from './tell-ready.ts';

export type { UpReady } from './tell-ready.ts';

/** `up` gives its supervisor 20 s to end all in order; whoever takes longer is killed, and its pipes end the rest. */
const stopWithinMs = 30_000;
const linesKept = 10;
const entry = fileURLToPath(new URL('../main.ts', import.meta.url));
const fixed = ['up', '--port', '0', '--temporary', '--json', '--until-stdin-closes'];

export interface UpChild {
  /** Rejects with an Error that has its last lines, where it cannot start or goes away before. */
  readonly ready: Promise<UpReady>;
  /** Resolves when all of it is gone, with its last lines. */
  readonly ended: Promise<readonly string[]>;
  /** Closes its pipe and waits until all of it is gone; at any time, also while it starts. */
  stop(): Promise<void>;
}

/**
 * @param args for `parley up`, beside those that make it a mesh of its parent's own
 * @param onLine hears what it logs
 */
export function startUp(args: readonly string[], onLine: (line: string) => void = () => undefined): UpChild {
  // A group of its own: Ctrl-C is for the parent, which then closes the pipe.
  const child = spawn(process.execPath, [entry, ...fixed, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  child.stdin.on('error', () => undefined);
  const lastLines: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    lastLines.push(line);
    if (lastLines.length > linesKept) lastLines.shift();
    onLine(line);
  });
  const ended = new Promise<readonly string[]>((resolve) => {
    child.on('exit', () => resolve(lastLines));
    child.on('error', (error) => resolve([...lastLines, error.message]));
  });
  const ready = new Promise<UpReady>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const answer = JSON.parse(line) as { ready?: UpReady };
      if (answer.ready !== undefined) resolve(answer.ready);
    });
    void ended.then((lines) => reject(new Error(`The mesh could not start or went away.\n${lines.join('\n')}`)));
  });
  ready.catch(() => undefined);
  return {
    ready,
    ended,
    async stop() {
      child.stdin.end();
      const late = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
      await ended;
      clearTimeout(late);
    },
  };
}
