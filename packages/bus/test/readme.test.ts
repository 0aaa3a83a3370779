// Runs the README's example as it stands there, in a real Node, from inside this package.

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { spawnNode } from '@parley/testkit';

test("the README's example greets", async () => {
  const readme = await readFile(join(import.meta.dirname, '..', 'README.md'), 'utf8');
  const example = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  const folder = await mkdtemp(join(import.meta.dirname, 'readme-'));
  try {
    const file = join(folder, 'example.ts');
    await writeFile(file, example);
    const node = spawnNode(file);
    expect(await node.exit).toEqual({ code: 0, signal: null });
    expect(node.outputLines).toEqual(['hello, ann']);
  } finally {
    await rm(folder, { recursive: true });
  }
});
