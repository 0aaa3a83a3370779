// Who is to run, read from the workspace: every package under packages/agents that exports an agent (a "." in its
// exports), and every outside service an example declares in its package.json:
//
//   "parley": {"service": {"entry": "src/main.ts", "config": "bankUrl"}}
//
// The service prints {"url": ...} when it listens, and the agents get that address under the given name.

import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { messageOf } from '@parley/protocol';
import { z } from 'zod';

const Manifest = z.looseObject({
  name: z.string(),
  exports: z.record(z.string(), z.unknown()).optional(),
  parley: z.looseObject({ service: z.object({ entry: z.string(), config: z.string() }).optional() }).optional(),
});

export interface AgentEntry {
  /** The package's name: what is shown before the agent itself has said its own. */
  readonly name: string;
  readonly folder: string;
  /** The file it exports, or its folder where that cannot be told. */
  readonly entry: string;
}

export interface ServiceEntry {
  readonly name: string;
  readonly entry: string;
  /** The key of the agents' configuration that gets its address. */
  readonly configKey: string;
}

/** A package that cannot be read: its folder's name, and why. */
export interface RosterProblem {
  readonly name: string;
  readonly reason: string;
}

export interface Roster {
  readonly agents: readonly AgentEntry[];
  readonly services: readonly ServiceEntry[];
  /** Folders that look like packages and cannot be read. */
  readonly problems: readonly RosterProblem[];
}

export function readRoster(root: string): Roster {
  const problems: RosterProblem[] = [];
  const agents: AgentEntry[] = [];
  const services: ServiceEntry[] = [];
  for (const folder of foldersIn(join(root, 'packages', 'agents'))) {
    const manifest = manifestIn(folder, problems);
    const exported = manifest?.exports?.['.'];
    if (manifest === undefined || exported === undefined) continue;
    agents.push({ name: manifest.name, folder, entry: typeof exported === 'string' ? join(folder, exported) : folder });
  }
  for (const folder of foldersIn(join(root, 'examples'))) {
    const manifest = manifestIn(folder, problems);
    const service = manifest?.parley?.service;
    if (manifest === undefined || service === undefined) continue;
    services.push({ name: manifest.name, entry: join(folder, service.entry), configKey: service.config });
  }
  return { agents, services, problems };
}

function foldersIn(parent: string): string[] {
  try {
    const entries = readdirSync(parent, { withFileTypes: true });
    return entries
      .filter((each) => (each.isDirectory() || each.isSymbolicLink()) && !each.name.startsWith('.'))
      .map((each) => join(parent, each.name));
  } catch {
    return [];
  }
}

// A folder that holds no package.json is no package; one whose package.json is wrong is a problem.
function manifestIn(folder: string, problems: RosterProblem[]): z.infer<typeof Manifest> | undefined {
  let text: string;
  try {
    text = readFileSync(join(folder, 'package.json'), 'utf8');
  } catch {
    return undefined;
  }
  try {
    return Manifest.parse(JSON.parse(text));
  } catch (thrown) {
    const why = thrown instanceof z.ZodError ? z.prettifyError(thrown) : messageOf(thrown);
    problems.push({ name: basename(folder), reason: `${folder}/package.json cannot be read: ${why}` });
    return undefined;
  }
}
