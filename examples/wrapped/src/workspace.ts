// A workspace in a temporary folder, for agents that nobody wants to keep: `packages/agents` for those that `parley wrap`
// generates, and the packages of this repository, linked.

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startChild } from './child-program.ts';

const removerEntry = fileURLToPath(new URL('./remove-at-end.ts', import.meta.url));
const installed = fileURLToPath(new URL('../../../node_modules', import.meta.url));

export interface Workspace {
  readonly root: string;
  /** The command `parley`, as npx finds it in here. */
  readonly command: string;
  /** Removes an agent's package, which ends it where a mesh follows. */
  removeAgent(agent: string): void;
  remove(): Promise<void>;
}

/** Where an agent's package is in a workspace. */
export function agentFolder(agent: string): string {
  return join('packages', 'agents', agent);
}

export function makeWorkspace(): Workspace {
  const root = mkdtempSync(join(tmpdir(), 'parley-wrapped-'));
  const removing = startChild({ file: removerEntry, args: [root], cwd: tmpdir() });
  mkdirSync(join(root, 'packages', 'agents'), { recursive: true });
  symlinkSync(installed, join(root, 'node_modules'));
  writeFileSync(join(root, 'package.json'), `${JSON.stringify({ private: true, type: 'module' })}\n`);
  return {
    root,
    command: join(root, 'node_modules', '.bin', 'parley'),
    removeAgent: (agent) => rmSync(join(root, agentFolder(agent)), { recursive: true }),
    remove: () => removing.stop(),
  };
}
