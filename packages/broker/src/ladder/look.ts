// The rungs that only look: the path that was given, the folders of PATH and the usual ones beside it (an ordinary
// user's PATH on Debian lacks /usr/sbin, where nats-server is), and what was installed into our cache before.

import { constants } from 'node:fs';
import { access, readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { isAtLeast, oldestVersion, readServerVersion } from '../server-version.ts';
import { type Environment, type FoundServer, installCommand, type Machine, type Refusal } from './rung.ts';

const usualFolders = ['/usr/sbin', '/usr/local/bin', '/usr/local/sbin', '/usr/bin', '/opt/homebrew/bin'];

/** The folder our own installations are kept in, one folder a version. */
export function cacheFolder(env: Environment): string {
  const root = env.XDG_CACHE_HOME || join(env.HOME || homedir(), '.cache');
  return join(root, 'parley', 'nats-server');
}

/** The first runnable `name` in PATH or in `more`; undefined where there is none. */
export async function findProgram(
  name: string,
  env: Environment,
  more: readonly string[] = [],
): Promise<string | undefined> {
  const [first] = await findPrograms(name, env, more);
  return first;
}

/** The given path, or the reason why it cannot be taken. */
export async function takeGiven(path: string): Promise<FoundServer | Refusal> {
  const version = await readServerVersion(path);
  const tooOld = version !== undefined && !isAtLeast(version, oldestVersion);
  if (version !== undefined && !tooOld) return { path, version, from: 'given' };
  const reason = tooOld
    ? `${path} is ${version}, older than ${oldestVersion}`
    : `${path} does not run as a nats-server`;
  return { rung: 'PARLEY_NATS_SERVER', reason, mend: 'unset PARLEY_NATS_SERVER' };
}

/** A nats-server on PATH or in one of the usual folders. */
export async function findInFolders(machine: Machine): Promise<FoundServer | Refusal> {
  const home = machine.env.HOME;
  const more = machine.folders ?? [...usualFolders, ...(home ? [join(home, 'go', 'bin')] : [])];
  const skipped: string[] = [];
  for (const path of await findPrograms('nats-server', machine.env, more)) {
    const version = await readServerVersion(path);
    if (version !== undefined && isAtLeast(version, oldestVersion)) return { path, version, from: 'path' };
    skipped.push(`${path} ${version === undefined ? 'does not run' : `is ${version}, older than ${oldestVersion}`}`);
  }
  const reason = skipped.length > 0 ? skipped.join('; ') : 'there is no nats-server';
  return { rung: 'a nats-server on PATH', reason, mend: installCommand(machine.platform) };
}

/** The newest server we installed before. */
export async function findInCache(machine: Machine): Promise<FoundServer | Refusal> {
  const versions = await readdir(machine.cacheDir).catch(() => []);
  const known = versions.filter((name) => /^\d+\.\d+\.\d+/.test(name)).sort((a, b) => (isAtLeast(a, b) ? -1 : 1));
  for (const name of known) {
    const path = join(machine.cacheDir, name, 'nats-server');
    const version = await readServerVersion(path);
    if (version !== undefined && isAtLeast(version, oldestVersion)) return { path, version, from: 'cache' };
  }
  const rung = 'one installed before';
  if (known.length === 0) {
    return { rung, reason: `nothing in ${machine.cacheDir}`, mend: installCommand(machine.platform) };
  }
  return { rung, reason: `what is in ${machine.cacheDir} does not run`, mend: `rm -rf '${machine.cacheDir}'` };
}

async function findPrograms(name: string, env: Environment, more: readonly string[]): Promise<string[]> {
  const folders = new Set([...(env.PATH ?? '').split(delimiter).filter((folder) => folder !== ''), ...more]);
  const found: string[] = [];
  for (const folder of folders) {
    const path = join(folder, name);
    if (await isRunnable(path)) found.push(path);
  }
  return found;
}

async function isRunnable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
