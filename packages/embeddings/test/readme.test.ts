// Runs the README's example as it stands there, in a real Node, from inside this package.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const packageDir = join(import.meta.dirname, '..');

test("the README's example finds the payment for a landlord", async () => {
  const readme = readFileSync(join(packageDir, 'README.md'), 'utf8');
  const example = /```ts\n([\s\S]*?)```/.exec(readme)![1]!;
  const args = ['--input-type=module-typescript', '--eval', example];
  const node = spawn(process.execPath, args, { cwd: packageDir, stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  node.stdout.on('data', (chunk) => {
    said += chunk;
  });
  const [code] = await once(node, 'close');
  expect(code).toBe(0);
  expect(said).toMatch(/id: 'Sends a payment to a person or a company',\s*score: 0\.\d+/);
});
