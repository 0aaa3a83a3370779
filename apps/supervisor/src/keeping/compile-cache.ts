// What Node made of the sources, kept on disk: an agent that finds it there starts in half the time and never loads the
// compiler, which would stay in its memory. Before the first agent of a fresh checkout, one process fills it.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folderDefault = fileURLToPath(new URL('../../../../node_modules/.cache/parley', import.meta.url));
const hostEntry = fileURLToPath(import.meta.resolve('@parley/agent/host'));
/** It is worth no more than this: without it agents start all the same. */
const fillWithinMs = 10_000;

/** The environment with the cache's place in it, unless it names one itself. Fills the cache where there is none. */
export async function withCompileCache(env: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> {
  const { NODE_COMPILE_CACHE = folderDefault } = env;
  const cached = { ...env, NODE_COMPILE_CACHE };
  if (!existsSync(NODE_COMPILE_CACHE)) await fill(cached);
  return cached;
}

// A host without a parent loads everything, and ends.
function fill(env: NodeJS.ProcessEnv): Promise<void> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [hostEntry], { stdio: 'ignore', env });
    const late = setTimeout(() => child.kill('SIGKILL'), fillWithinMs);
    const end = () => {
      clearTimeout(late);
      resolve();
    };
    child.once('exit', end);
    child.once('error', end);
  });
}
