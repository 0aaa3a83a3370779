// The files of a package on the disk: all of them or none.

import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { WrapError } from '@parley/wrap/openapi';

interface File {
  readonly path: string;
  readonly text: string;
}

/**
 * Writes the files into a folder; with `force` in place of what is there, if that is a package.
 * @throws WrapError `folder-exists`
 */
export function writePackage(folder: string, files: readonly File[], force: boolean): void {
  const isThere = existsSync(folder) && readdirSync(folder).length > 0;
  if (isThere && !force) {
    throw new WrapError(
      'folder-exists',
      `${folder} is there already: say --force to replace it, or another --name or --out.`,
    );
  }
  if (isThere && !existsSync(join(folder, 'agents.json'))) {
    throw new WrapError(
      'folder-exists',
      `${folder} holds no wrapped agent (no agents.json), and is not replaced: give another --out.`,
    );
  }
  // Beside it at first, so that a full disk leaves the one that is there as it was.
  const fresh = join(dirname(folder), `.${basename(folder)}-${process.pid}`);
  try {
    for (const { path, text } of files) {
      const target = join(fresh, ...path.split('/'));
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, text);
    }
    rmSync(folder, { recursive: true, force: true });
    renameSync(fresh, folder);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}
