// The workspace whose agents `up` runs: the nearest folder, from the current one upwards, that has agent packages.

import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { CommandError } from '../exit-codes.ts';

/** @param said the folder the user named, if any @throws CommandError */
export function findRoot(cwd: string, said: string | undefined): string {
  if (said !== undefined) {
    const root = resolve(cwd, said);
    if (hasAgents(root)) return root;
    throw new CommandError('usage', `${root} has no folder packages/agents: give --root a workspace of Parley.`);
  }
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    if (hasAgents(folder)) return folder;
    if (dirname(folder) === folder) break;
  }
  throw new CommandError(
    'usage',
    `No folder packages/agents is in ${cwd} or above it: go into a workspace of Parley, or name one with --root.`,
  );
}

function hasAgents(folder: string): boolean {
  return existsSync(join(folder, 'packages', 'agents'));
}
