// A real supervisor over a workspace of a test's own, on the test file's nats-server in a mesh of its own, with a caller.
// Everything is ended by `endAll`, the last first.

import { join } from 'node:path';
import { connect, type Mesh } from '@parley/mesh';
import { freshMeshName, type NodeChild, spawnNode, withBroker } from '@parley/testkit';
import { writeWorkspace } from './workspace.ts';

const supervisor = join(import.meta.dirname, '..', 'src', 'main.ts');
const startMs = 30_000;

/** What a supervisor says when it is ready. */
export interface SaidReady {
  readonly agents: readonly string[];
  readonly failed: readonly {
    readonly agent: string;
    readonly reason: string;
    readonly hint: string;
    readonly lastLines: readonly string[];
  }[];
  readonly services: Readonly<Record<string, string>>;
}

export interface Supervised {
  readonly child: NodeChild;
  readonly ready: SaidReady;
  readonly mesh: Mesh;
  readonly name: string;
  readonly servers: string;
}

const endings: (() => unknown)[] = [];

/** For `afterEach`. */
export async function endAll(): Promise<void> {
  for (const end of endings.splice(0).reverse()) await end();
}

/** To be done at the end of the test. */
export function atEnd(end: () => unknown): void {
  endings.push(end);
}

/**
 * Starts a supervisor over agents of the given sources, and a caller.
 * @param order what the order says beside the mesh, its server and the workspace
 */
export async function supervised(sources: Readonly<Record<string, string>>, order: object = {}): Promise<Supervised> {
  const { url: servers } = await withBroker();
  const name = freshMeshName();
  const workspace = writeWorkspace(sources);
  atEnd(workspace.remove);
  const child = spawnNode(supervisor, { holdInput: true, env: { PARLEY_LOG: 'info' } });
  atEnd(async () => {
    child.closeInput();
    await child.exit;
  });
  child.writeLine(JSON.stringify({ servers, mesh: name, root: workspace.root, model: 'static', ...order }));
  const said = JSON.parse(await child.waitForLine(/^\{"(ready|failed)"/, startMs)) as { ready?: SaidReady };
  if (said.ready === undefined) throw new Error(`The supervisor did not start: ${JSON.stringify(said)}`);
  const mesh = await connect({ servers, mesh: name, model: 'static' });
  atEnd(() => mesh.close());
  return { child, ready: said.ready, mesh, name, servers };
}

/** The log lines of the supervisor and its agents so far, as objects. */
export function logOf({ child }: Supervised): readonly Readonly<Record<string, unknown>>[] {
  return child.lines.flatMap((line) => (line.startsWith('{"level"') ? [JSON.parse(line)] : []));
}
