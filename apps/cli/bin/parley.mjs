#!/usr/bin/env node
// The command `parley` under any Node from 20.19 on: the rest is TypeScript, so an older Node hands over to the one the
// repository brings.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

function nodeToUse() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath;
  for (let folder = dirname(main); folder !== dirname(folder); folder = dirname(folder)) {
    const own = join(folder, 'node_modules', '.bin', 'node');
    if (existsSync(own)) return own;
  }
  console.error('parley: Node 22.18 or newer is needed and the repository brings it: run "npm install" first.');
  process.exit(1);
}

// The channel tells the child of our end, should nothing else.
const child = spawn(nodeToUse(), [main, ...process.argv.slice(2)], { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  // A terminal's Ctrl-C reaches the child by itself.
  process.on(signal, () => (signal === 'SIGINT' && process.stdin.isTTY ? undefined : child.kill(signal)));
}
child.on('error', (error) => {
  console.error(`parley: cannot run ${child.spawnfile}: ${error.message}`);
  process.exit(1);
});
child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
