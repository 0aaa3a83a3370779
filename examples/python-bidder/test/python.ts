// A Python that has nats-py: as it is installed, or with the pinned wheel that pip brings into a temporary folder.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Python {
  readonly program: string;
  readonly env: Readonly<Record<string, string>>;
  /** To be removed at the end. */
  readonly folder?: string;
}

const requirements = join(import.meta.dirname, '..', 'requirements.txt');

/** Undefined where this machine has no python3 with pip. @throws Error where pip cannot bring the wheel */
export function pythonWithNats(): Python | undefined {
  if (succeeds('-c', 'import nats')) return { program: 'python3', env: {} };
  if (!succeeds('-m', 'pip', '--version')) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'parley-python-'));
  run('-m', 'pip', 'download', '--quiet', '--no-deps', '--require-hashes', '--dest', folder, '-r', requirements);
  // A wheel of Python alone is used as it is: an archive on the path.
  return { program: 'python3', env: { PYTHONPATH: join(folder, readdirSync(folder)[0]!) }, folder };
}

function run(...args: string[]): void {
  execFileSync('python3', args, { stdio: ['ignore', 'ignore', 'pipe'], timeout: 60_000 });
}

function succeeds(...args: string[]): boolean {
  try {
    run(...args);
    return true;
  } catch {
    return false;
  }
}
