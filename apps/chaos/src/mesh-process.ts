// The mesh that suffers: `parley up` as a child, with everything in a temporary folder and on free ports. It ends when
// the pipe to it closes, in whatever way this process ends.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** `up` gives its supervisor 20 s to end all in order. */
const stopWithinMs = 30_000;
const entry = fileURLToPath(new URL('../../cli/src/main.ts', import.meta.url));

export interface MeshReady {
  readonly servers: string;
  readonly mesh: string;
  readonly agents: readonly string[];
  readonly failed: readonly { readonly agent: string; readonly reason: string }[];
  readonly services: { readonly bankUrl?: string };
  readonly pids: { readonly broker: number | null };
}

export interface MeshProcess {
  /** Rejects with an Error that has its last lines. */
  readonly ready: Promise<MeshReady>;
  /** Resolves when all of it is gone, with its last lines. */
  readonly ended: Promise<readonly string[]>;
  stop(): Promise<void>;
}

/** @param roster the path of a roster file */
export function startMesh(root: string, roster: string, model: string | undefined): MeshProcess {
  const args = [
    'up',
    '--port',
    '0',
    '--temporary',
    '--json',
    '--until-stdin-closes',
    '--root',
    root,
    '--roster',
    roster,
  ];
  const child = spawn(process.execPath, [entry, ...args, ...(model === undefined ? [] : ['--model', model])], {
    stdio: ['pipe', 'pipe', 'pipe'],
    // Ctrl-C is for this process, which then closes the pipe.
    detached: true,
  });
  child.stdin.on('error', () => undefined);
  const lastLines: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    lastLines.push(line);
    if (lastLines.length > 10) lastLines.shift();
  });
  const ended = new Promise<void>((resolve) => {
    child.on('exit', () => resolve());
    child.on('error', (error) => {
      lastLines.push(error.message);
      resolve();
    });
  });
  const ready = new Promise<MeshReady>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const answer = JSON.parse(line) as { ready?: MeshReady };
      if (answer.ready !== undefined) resolve(answer.ready);
    });
    void ended.then(() => reject(new Error(`The mesh could not start or went away.\n${lastLines.join('\n')}`)));
  });
  ready.catch(() => undefined);
  return {
    ready,
    ended: ended.then(() => lastLines),
    async stop() {
      child.stdin.end();
      const late = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
      await ended;
      clearTimeout(late);
    },
  };
}
