// A mesh of the demo's own: `parley up` as a child process, with everything in a temporary folder. It ends when the pipe
// to it closes, so it ends with the demo in whatever way the demo ends.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** `up` gives its supervisor 20 s to end all in order; whoever takes longer is killed, and its pipes end the rest. */
const stopWithinMs = 30_000;
const entry = fileURLToPath(new URL('../../cli/src/main.ts', import.meta.url));

export interface RunningMesh {
  readonly servers: string;
  readonly mesh: string;
  readonly agents: readonly string[];
  /** The bank whose book is the witness. */
  readonly bankUrl: string;
}

export interface MeshProcess {
  /** Rejects with an Error that says why it could not start, with its last lines. */
  readonly ready: Promise<RunningMesh>;
  /** Closes its pipe and waits until all of it is gone; at any time, also while it starts. */
  stop(): Promise<void>;
}

interface Ready {
  readonly servers: string;
  readonly mesh: string;
  readonly agents: readonly string[];
  readonly failed: readonly { readonly agent: string; readonly reason: string }[];
  readonly services: { readonly bankUrl?: string };
}

/** @param args for `parley up`, beside those that make it a mesh of the demo's own */
export function startMesh(args: readonly string[], onProgress: (line: string) => void): MeshProcess {
  const fixed = ['up', '--port', '0', '--temporary', '--json', '--until-stdin-closes'];
  // A group of its own: Ctrl-C is for the demo, which then closes the pipe.
  const child = spawn(process.execPath, [entry, ...fixed, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  child.stdin.on('error', () => undefined);
  const lastLines: string[] = [];
  // Once it is up, the story is told by its conversations.
  let starting = true;
  createInterface({ input: child.stderr }).on('line', (line) => {
    lastLines.push(line);
    if (starting) onProgress(line);
  });
  const ended = new Promise<void>((resolve) => {
    child.on('exit', () => resolve());
    child.on('error', (error) => {
      lastLines.push(error.message);
      resolve();
    });
  });
  const ready = new Promise<Ready>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const answer = JSON.parse(line) as { ready?: Ready };
      if (answer.ready === undefined) return;
      starting = false;
      resolve(answer.ready);
    });
    void ended.then(() => reject(new Error(`The mesh could not start. ${lastLines.slice(-5).join('\n')}`)));
  }).then(whole);
  ready.catch(() => undefined);
  return {
    ready,
    async stop() {
      child.stdin.end();
      const late = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
      await ended;
      clearTimeout(late);
    },
  };
}

function whole({ servers, mesh, agents, failed, services: { bankUrl } }: Ready): RunningMesh {
  if (bankUrl !== undefined && failed.length === 0) return { servers, mesh, agents, bankUrl };
  const why = failed.map(({ agent, reason }) => `${agent}: ${reason}`).join('; ') || 'the bank is missing';
  throw new Error(`The mesh did not start whole: ${why}`);
}
