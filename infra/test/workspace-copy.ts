// A copy of the repository in a temporary folder, so that a test may save, generate and remove as a user does. What is
// written by people is copied; what is installed is linked, with the workspace's own packages linked to the copy's.

import { createHash } from 'node:crypto';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';

const repository = join(import.meta.dirname, '..', '..');
/** Large, and nobody changes it. */
const linked = join('packages', 'embeddings', 'models');
const leftOut = ['node_modules', '.git', '.parley', '.turbo', 'coverage'];

export interface WorkspaceCopy {
  readonly root: string;
  remove(): void;
}

export function copyWorkspace(): WorkspaceCopy {
  const root = mkdtempSync(join(tmpdir(), 'parley-copy-'));
  for (const name of readdirSync(repository)) {
    if (leftOut.includes(name)) continue;
    cpSync(join(repository, name), join(root, name), { recursive: true, filter: isCopied });
  }
  symlinkSync(join(repository, linked), join(root, linked));
  linkInstalled(root);
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) };
}

function isCopied(source: string): boolean {
  return !leftOut.includes(basename(source)) && relative(repository, source) !== linked;
}

function linkInstalled(root: string): void {
  const modules = 'node_modules';
  // npm's own links are relative: said again in the copy they lead into the copy.
  for (const folder of [join(modules, '@parley'), join(modules, '.bin')]) {
    mkdirSync(join(root, folder), { recursive: true });
    for (const name of readdirSync(join(repository, folder))) {
      symlinkSync(readlinkSync(join(repository, folder, name)), join(root, folder, name));
    }
  }
  for (const name of readdirSync(join(repository, modules))) {
    // A cache is its owner's, and the note of what is installed is written anew below.
    if (name === '@parley' || name.startsWith('.')) continue;
    symlinkSync(join(repository, modules, name), join(root, modules, name));
  }
  for (const nested of nestedModules()) {
    mkdirSync(dirname(join(root, nested)), { recursive: true });
    symlinkSync(join(repository, nested), join(root, nested));
  }
  const lock = readFileSync(join(root, 'package-lock.json'));
  writeFileSync(join(root, modules, '.parley-installed'), createHash('sha256').update(lock).digest('hex'));
}

/** What npm had to install beside one package alone. */
function nestedModules(): string[] {
  return ['packages', 'packages/agents', 'apps', 'examples'].flatMap((parent) =>
    readdirSync(join(repository, parent))
      .filter((name) => readdirSync(join(repository, parent, name)).includes('node_modules'))
      .map((name) => join(parent, name, 'node_modules')),
  );
}
