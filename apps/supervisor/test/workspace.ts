// A workspace of a test's own, made of agent packages written for it: the same layout as the repository's, with its
// packages and the demo's bank within reach. It knows nothing of what the agents do.

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const repository = join(import.meta.dirname, '..', '..', '..');

export interface Workspace {
  readonly root: string;
  remove(): void;
}

/** The source of a package that makes several agents, and these with their configurations. */
export interface SeveralAgents {
  readonly source: string;
  readonly agents: Readonly<Record<string, unknown>>;
}

export type Sources = Readonly<Record<string, string | SeveralAgents>>;

/** One package a name, each with its source as `src/index.ts`; its package is called `@test/<name>`. */
export function writeWorkspace(sources: Sources, { bank = false } = {}): Workspace {
  const root = mkdtempSync(join(tmpdir(), 'parley-workspace-'));
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'));
  mkdirSync(join(root, 'examples'));
  if (bank) symlinkSync(join(repository, 'examples', 'bank'), join(root, 'examples', 'bank'));
  mkdirSync(join(root, 'packages', 'agents'), { recursive: true });
  for (const [name, content] of Object.entries(sources)) {
    if (typeof content === 'string') writePackage(root, name, content);
    else {
      writePackage(root, name, content.source, { parley: { agents: 'agents.json' } });
      writeFileSync(join(root, 'packages', 'agents', name, 'agents.json'), JSON.stringify(content.agents));
    }
  }
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) };
}

/** One more package, or another version of one. */
export function writePackage(root: string, name: string, source: string, more: object = {}): void {
  const folder = join(root, 'packages', 'agents', name);
  mkdirSync(join(folder, 'src'), { recursive: true });
  const manifest = { name: `@test/${name}`, type: 'module', exports: { '.': './src/index.ts' }, ...more };
  writeFileSync(join(folder, 'src', 'index.ts'), source);
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
}

/** The source of an agent that repeats a text; `perform` is the body of its work, with `input` and the context in reach. */
export function repeaterSource(name: string, perform = 'return input;'): string {
  return `
import { capability, defineAgent } from '@parley/agent';
import { z } from 'zod';

export default defineAgent({
  name: '${name}',
  capabilities: {
    repeat: capability({
      description: 'Repeat a text: say the same words again.',
      examples: ['repeat these words', 'say this text once more'],
      input: z.object({ text: z.string() }),
      output: z.object({ text: z.string() }),
      read: (text) => ({ text }),
      bid: () => ({ price: '0.10', etaMs: 100 }),
      async perform(context): Promise<{ text: string }> {
        const { input, progress, sleep } = context;
        ${perform}
      },
    }),
  },
});
`;
}
