// Puts an installed server into the cache in one step: everything is made in a temporary folder beside it and renamed
// at the end, so that two installations at once, or one that is killed, never leave half a server.

import { randomUUID } from 'node:crypto';
import { access, chmod, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readServerVersion } from '../server-version.ts';
import type { FoundServer, Machine } from './rung.ts';

/** Runs `make` with a temporary folder in the cache, which is removed afterwards whatever happened. */
export async function withTemporaryFolder<T>(machine: Machine, make: (folder: string) => Promise<T>): Promise<T> {
  const folder = join(machine.cacheDir, `.making-${randomUUID()}`);
  await mkdir(folder, { recursive: true });
  try {
    return await make(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Moves the program at `made` into the cache under its own version. Throws Error where it does not answer as a
 * nats-server.
 */
export async function keepServer(machine: Machine, made: string, from: FoundServer['from']): Promise<FoundServer> {
  await chmod(made, 0o755);
  const version = await readServerVersion(made);
  if (version === undefined) throw new Error('what was installed does not run as a nats-server');
  const path = join(machine.cacheDir, version, 'nats-server');
  const ready = join(dirname(made), 'ready');
  await mkdir(ready);
  await rename(made, join(ready, 'nats-server'));
  try {
    await rename(ready, dirname(path));
  } catch (error) {
    // Somebody else was faster (theirs is as good), or an unusable one lies there.
    const usable = await access(path).then(
      () => readServerVersion(path),
      () => undefined,
    );
    if (usable === undefined) {
      await rm(dirname(path), { recursive: true, force: true });
      await rename(ready, dirname(path)).catch(() => {
        throw error;
      });
    }
  }
  return { path, version, from };
}
