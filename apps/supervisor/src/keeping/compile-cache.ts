// What Node made of the sources, kept on disk: an agent that finds all of its own there starts in half the time and never
// loads the compiler, which would stay in its memory. So one process goes ahead of all agents and imports what they will
// import, unless nothing of it has changed since the last time.

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const folderDefault = fileURLToPath(new URL('../../../../node_modules/.cache/parley', import.meta.url));
const hostEntry = fileURLToPath(import.meta.resolve('@parley/agent/host'));
/** Where the packages are that the host imports. */
const packages = dirname(dirname(dirname(dirname(hostEntry))));
/** It is worth no more than this: without it agents start all the same. */
const fillWithinMs = 8_000;
/** What is still importing then may never end. */
const importWithinMs = 5_000;

// An agent that ends its process at import must not end this one, or the others would go without.
const script = `
import { flushCompileCache } from 'node:module';
const exit = process.exit.bind(process);
process.exit = () => { throw new Error('not here'); };
const done = () => { flushCompileCache(); exit(0); };
setTimeout(done, ${importWithinMs});
await Promise.allSettled(process.argv.slice(1).map((entry) => import(entry)));
done();
`;

/**
 * The environment with the cache's place in it, unless it names one itself, once the cache is filled.
 * @param entries the files that the agents' packages export
 */
export async function withCompileCache(env: NodeJS.ProcessEnv, entries: readonly string[]): Promise<NodeJS.ProcessEnv> {
  const { NODE_COMPILE_CACHE = folderDefault } = env;
  const cached = { ...env, NODE_COMPILE_CACHE };
  const filled = join(NODE_COMPILE_CACHE, `filled-${stateOf(entries)}`);
  if (existsSync(filled) || !(await fill(cached, [hostEntry, ...entries]))) return cached;
  try {
    mkdirSync(NODE_COMPILE_CACHE, { recursive: true });
    writeFileSync(filled, '');
  } catch {
    // A folder that takes no file takes no cache either: it is tried again at the next start.
  }
  return cached;
}

/** What the cache is filled for: another word when a source of the packages or of an agent has changed. */
function stateOf(entries: readonly string[]): string {
  const folders = [...globSync(join(packages, '*', 'src')), ...entries.map(dirname)];
  const sources = folders.flatMap((folder) => globSync(join(folder, '**', '*.ts')));
  const state = [process.version, ...entries, ...sources.map((file) => `${file} ${changedAtMs(file)}`)];
  return createHash('sha256').update(JSON.stringify(state)).digest('hex').slice(0, 16);
}

function changedAtMs(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** @returns whether it could */
function fill(env: NodeJS.ProcessEnv, files: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const args = ['--input-type=module', '--eval', script, '--', ...files.map((file) => pathToFileURL(file).href)];
    // The host ends when its input does: it is kept open, and closes should we die.
    const child = spawn(process.execPath, args, { stdio: ['pipe', 'ignore', 'ignore'], env });
    child.stdin.on('error', () => undefined);
    const late = setTimeout(() => child.kill('SIGKILL'), fillWithinMs);
    const end = (isFilled: boolean) => {
      clearTimeout(late);
      resolve(isFilled);
    };
    child.once('exit', (code) => end(code === 0));
    child.once('error', () => end(false));
  });
}
