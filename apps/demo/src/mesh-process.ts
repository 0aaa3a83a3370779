// A mesh of the demo's own: `parley up` as a child process, with everything in a temporary folder. It ends when the pipe
// to it closes, so it ends with the demo in whatever way the demo ends.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const entry = fileURLToPath(new URL('../../cli/src/main.ts', import.meta.url));

export interface MeshProcess {
  readonly servers: string;
  readonly mesh: string;
  readonly agents: readonly string[];
  /** The bank whose book is the witness. */
  readonly bankUrl: string;
  stop(): Promise<void>;
}

interface Ready {
  readonly servers: string;
  readonly mesh: string;
  readonly agents: readonly string[];
  readonly failed: readonly { readonly agent: string; readonly reason: string }[];
  readonly services: { readonly bankUrl?: string };
}

/** @throws Error that says why it could not start, with its last lines */
export async function startMesh(args: readonly string[], onProgress: (line: string) => void): Promise<MeshProcess> {
  const fixed = ['up', '--port', '0', '--temporary', '--json', '--until-stdin-closes'];
  // A group of its own: Ctrl-C is for the demo, which then closes the pipe.
  const child = spawn(process.execPath, [entry, ...fixed, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  child.stdin.on('error', () => undefined);
  const lastLines: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    lastLines.push(line);
    onProgress(line);
  });
  const ended = new Promise<void>((resolve) => child.on('exit', () => resolve()));
  const stop = async () => {
    child.stdin.end();
    await ended;
  };
  const ready = await new Promise<Ready>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) =>
      resolve((JSON.parse(line) as { ready: Ready }).ready),
    );
    void ended.then(() => reject(new Error(`The mesh could not start. ${lastLines.slice(-5).join('\n')}`)));
  });
  const { services, failed } = ready;
  if (services.bankUrl === undefined || failed.length > 0) {
    await stop();
    const why = failed.map(({ agent, reason }) => `${agent}: ${reason}`).join('; ') || 'the bank is missing';
    throw new Error(`The mesh did not start whole: ${why}`);
  }
  return { servers: ready.servers, mesh: ready.mesh, agents: ready.agents, bankUrl: services.bankUrl, stop };
}
