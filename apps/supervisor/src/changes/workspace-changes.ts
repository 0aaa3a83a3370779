// What changes in the workspace's agent packages while they run: whose source was saved, and whether a package came or
// went. Several saves in one moment are told once. It knows no process.

import { readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { type FSWatcher, watch } from 'chokidar';
import type { Logger } from 'pino';
import type { AgentEntry } from '../roster/roster.ts';

export interface WorkspaceChanges {
  /** A package came, or went, or says something else of itself. */
  roster(): void;
  /** These packages' sources were saved. */
  saved(folders: ReadonlySet<string>): void;
}

const quietMs = 150;
const ignored = /(^|[\\/])(node_modules|test|\.[^\\/]+|[^\\/]*\.(?:md|swp|tmp)|[^\\/]*~)$/;

/** Watches `<root>/packages/agents`; resolves when it does. */
export async function watchWorkspace(
  root: string,
  log: Logger,
  tell: WorkspaceChanges,
): Promise<{ close(): Promise<void> }> {
  const agents = join(root, 'packages', 'agents');
  const saved = new Set<string>();
  let isRosterChanged = false;
  let timer: NodeJS.Timeout | undefined;

  const tellAll = (): void => {
    if (isRosterChanged) tell.roster();
    isRosterChanged = false;
    if (saved.size > 0) tell.saved(new Set(saved));
    saved.clear();
  };
  const changed = (path: string): void => {
    const [folder, ...rest] = relative(agents, path).split(sep);
    if (folder === undefined || folder === '' || folder === '..') return;
    // A JSON file beside the package.json may be the one that names the package's agents.
    if (rest.length <= 1 && (rest[0] === undefined || rest[0].endsWith('.json'))) isRosterChanged = true;
    if (rest.length > 0 && rest[0] !== 'package.json') saved.add(join(agents, folder));
    clearTimeout(timer);
    timer = setTimeout(tellAll, quietMs);
  };
  const watcher: FSWatcher = watch(agents, { ignoreInitial: true, ignored, depth: 8 });
  watcher.on('all', (_event, path) => changed(path));
  watcher.on('error', (error) => log.error({ err: error }, 'the workspace cannot be watched: restart agents by hand'));
  await new Promise<void>((resolve) => watcher.once('ready', resolve));
  return {
    close: async () => {
      clearTimeout(timer);
      await watcher.close();
    },
  };
}

/** Of the agents those whose own package was saved, or who depend on one that was. */
export function concernedBy(saved: ReadonlySet<string>, agents: readonly AgentEntry[]): readonly AgentEntry[] {
  const names = new Set([...saved].map((folder) => manifestOf(folder).name));
  return agents.filter(({ folder }) => {
    if (saved.has(folder)) return true;
    const { dependencies = {} } = manifestOf(folder);
    return Object.keys(dependencies).some((name) => names.has(name));
  });
}

function manifestOf(folder: string): { name?: string; dependencies?: Record<string, string> } {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { name?: string };
  } catch {
    return {};
  }
}
