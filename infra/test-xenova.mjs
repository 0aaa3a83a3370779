// Runs the embedder's contract tests with the other loader, @xenova/transformers, which is no dependency of this project:
// installs it into a temporary folder (about 250 MB, gone afterwards), with the override it needs to install without
// GitHub in reach, and hands the folder to the tests. Needs the npm registry or a filled npm cache.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'parley-xenova-'));
const manifest = {
  private: true,
  dependencies: { '@xenova/transformers': '2.17.2' },
  // sharp 0.32 downloads its binary from GitHub by an install script; 0.33 brings it in the package.
  overrides: { sharp: '0.33.5' },
};

/** Runs a command in the foreground and returns its exit code; it is given up after `timeoutMs`. */
function run(command, args, options) {
  const { error, signal, status } = spawnSync(command, args, { stdio: 'inherit', ...options });
  if (error !== undefined || signal !== null) {
    console.error(`${command} ${args.join(' ')}: ${error?.message ?? `ended by ${signal}`}`);
    return 1;
  }
  return status ?? 1;
}

let code = 1;
try {
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  console.log(`installing @xenova/transformers ${manifest.dependencies['@xenova/transformers']} in ${folder}`);
  code = run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder, timeout: 300_000 });
  if (code === 0) {
    const jest = [join(root, 'node_modules', 'jest', 'bin', 'jest.js'), 'packages/embeddings/test/embedder.contract'];
    const env = { ...process.env, PARLEY_XENOVA_DIR: folder };
    code = run(process.execPath, jest, { cwd: root, env, timeout: 300_000 });
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = code;
