// A workspace in a temporary folder with a generated package in it, checked and loaded as one of the repository's own.

import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { AgentDefinition, AgentFactory } from '@parley/agent';
import type { WrappedPackage } from '../../src/openapi/index.ts';
import { type Place, place } from './documents.ts';

const repository = join(import.meta.dirname, '..', '..', '..', '..');

export interface Workspace extends Disposable {
  /** Runs a tool of the repository here. @returns what it said; empty where it was content */
  tool(name: string, args: readonly string[]): string;
  /** What a package exports. */
  agent(name: string): AgentDefinition;
  /** The agent that a generated package makes, as its host has it made. */
  load(name: string): AgentDefinition;
}

export function workspaceWith(packages: readonly WrappedPackage[]): Workspace {
  const there: Place = place();
  symlinkSync(join(repository, 'node_modules'), join(there.folder, 'node_modules'));
  for (const file of ['biome.json', 'tsconfig.json']) copyFileSync(join(repository, file), join(there.folder, file));
  // Here is no repository whose ignored files could be left out.
  const biome = JSON.parse(readFileSync(join(repository, 'biome.json'), 'utf8'));
  there.put('biome.json', { ...biome, vcs: { enabled: false } });
  for (const { name, files } of packages) {
    for (const { path, text } of files) {
      const target = join(there.folder, 'packages', 'agents', name, path);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, text);
    }
  }
  return {
    tool(name, args) {
      const command = join(repository, 'node_modules', '.bin', name);
      const { status, stdout, stderr } = spawnSync(command, args, { cwd: there.folder, encoding: 'utf8' });
      return status === 0 ? '' : `${stdout}${stderr}`;
    },
    agent: (name) => exported<AgentDefinition>(there.folder, name),
    load(name) {
      const { [name]: config } = JSON.parse(
        readFileSync(join(there.folder, 'packages', 'agents', name, 'agents.json'), 'utf8'),
      );
      return exported<AgentFactory>(there.folder, name)({ name, config });
    },
    [Symbol.dispose]: () => there[Symbol.dispose](),
  };
}

function exported<Type>(root: string, name: string): Type {
  return (require(join(root, 'packages', 'agents', name, 'src', 'index.ts')) as { default: Type }).default;
}

/** What a package's agent is configured with. */
export function configOf({ name, files }: WrappedPackage): Record<string, unknown> {
  return JSON.parse(files.find(({ path }) => path === 'agents.json')!.text)[name];
}
