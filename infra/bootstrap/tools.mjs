// The programs we need: a Node that runs TypeScript as it is, a nats-server, and turbo.

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Failure } from './failure.mjs';
import { isAtLeast, oldestRunner } from './node-version.mjs';
import { runQuietly } from './processes.mjs';
import { tell } from './progress.mjs';

/** The path of the Node to run with: the one the repository brings, or else this one. Throws Failure. */
export async function findRunner(root, own = { path: process.execPath, version: process.version }) {
  const brought = join(root, 'node_modules', '.bin', 'node');
  if (existsSync(brought)) {
    const { code, stdout } = await runQuietly(brought, ['--version']);
    if (code === 0 && isAtLeast(stdout.trim(), oldestRunner)) return brought;
  }
  if (isAtLeast(own.version, oldestRunner)) return own.path;
  throw new Failure(
    `Parley runs on Node ${oldestRunner} or newer; the one that npm should have brought for ` +
      `${process.platform}-${process.arch} does not run here, and this is ${own.version}`,
    `install Node 24 (https://nodejs.org/) and run the same command again`,
  );
}

/** The path of a nats-server, installed where there was none. Throws Failure with every way that was tried. */
export async function findServer(root, runner, env = process.env) {
  const entry = join(root, 'infra', 'bootstrap', 'ensure-server.ts');
  const said = [];
  const { code, stdout } = await runQuietly(runner, [entry], {
    cwd: root,
    env,
    onErrorLine: (line) => (line.startsWith('progress: ') ? tell(line.slice(10)) : said.push(line)),
  });
  if (code === 0) return JSON.parse(stdout).path;
  throw new Failure(
    'there is no nats-server',
    'install one as said above, then run the same command again',
    said.join('\n'),
  );
}

/**
 * The path of turbo itself: the script it is called by ends at the first Ctrl-C, while turbo still stops what it runs.
 * Throws Failure.
 */
export function findTurbo(root) {
  const arch = process.arch === 'x64' ? '64' : process.arch;
  const name = `@turbo/${process.platform}-${arch}/bin/turbo`;
  try {
    return createRequire(join(root, 'node_modules', 'turbo', 'package.json')).resolve(name);
  } catch {
    throw new Failure(
      `turbo was not installed for ${process.platform}-${process.arch}`,
      'remove node_modules and run the same command again; without turbo "npx parley up --watch" does the same',
    );
  }
}
