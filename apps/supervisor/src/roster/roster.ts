// Who is to run, read from the workspace: every package under packages/agents that exports an agent (a "." in its
// exports), or several, each with a configuration of its own, where its package.json points to a file that names them:
//
//   "parley": {"agents": "agents.json"}        {"first-agent": {...its config}, "second-agent": {...}}
//
// and every outside service an example declares in its package.json:
//
//   "parley": {"service": {"entry": "src/main.ts", "config": "bankUrl"}}
//
// The service prints {"url": ...} when it listens, and the agents get that address under the given name.

import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { messageOf, Token } from '@parley/protocol';
import { z } from 'zod';

const Manifest = z.looseObject({
  name: z.string(),
  exports: z.record(z.string(), z.unknown()).optional(),
  parley: z
    .looseObject({
      service: z.object({ entry: z.string(), config: z.string() }).optional(),
      agents: z.string().optional(),
    })
    .optional(),
});

/** The agents of one package, by name, each with its configuration. */
const Agents = z.record(Token, z.record(z.string(), z.unknown()));

export interface AgentEntry {
  /** The agent's name where its package makes several, else the package's: what is shown before the agent itself has said its own. */
  readonly name: string;
  readonly folder: string;
  /** Which of its package's agents, and how that is configured, where it makes several. */
  readonly agent?: string;
  readonly config?: Readonly<Record<string, unknown>>;
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
    const entry = typeof exported === 'string' ? join(folder, exported) : folder;
    const several = manifest.parley?.agents;
    if (several === undefined) agents.push({ name: manifest.name, folder, entry });
    else agents.push(...agentsIn(folder, several, problems).map((each) => ({ ...each, folder, entry })));
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

function agentsIn(
  folder: string,
  file: string,
  problems: RosterProblem[],
): Pick<AgentEntry, 'name' | 'agent' | 'config'>[] {
  try {
    const named = Agents.parse(JSON.parse(readFileSync(join(folder, file), 'utf8')));
    return Object.entries(named).map(([name, config]) => ({ name, agent: name, config }));
  } catch (thrown) {
    const why = thrown instanceof z.ZodError ? z.prettifyError(thrown) : messageOf(thrown);
    problems.push({ name: basename(folder), reason: `${join(folder, file)} cannot be read: ${why}` });
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
