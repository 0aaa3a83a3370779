// A real supervisor over a workspace of a test's own, on a nats-server of its own, with a caller.
// Everything is ended by `endAll`, the last first.

import { join } from 'node:path';
import { connect, type Mesh } from '@parley/mesh';
import { freshMeshName, type NodeChild, type NodeExit, spawnNode, withBroker } from '@parley/testkit';
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

/** Its one answer. */
export interface Said {
  readonly ready?: SaidReady;
  readonly failed?: { readonly code: string; readonly message: string };
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

/** Starts a supervisor with an order that says more than the workspace, its server and its mesh; waits for its answer. */
async function start(sources: Readonly<Record<string, string>>, order: object) {
  // A server of its own: a mesh reserves so much of the disk that one server holds few.
  const broker = await withBroker({ own: true });
  atEnd(() => broker.stop());
  const servers = broker.url;
  const name = freshMeshName();
  const workspace = writeWorkspace(sources);
  atEnd(workspace.remove);
  const child = spawnNode(supervisor, { holdInput: true, env: { PARLEY_LOG: 'info' } });
  atEnd(async () => {
    child.closeInput();
    await child.exit;
  });
  child.writeLine(JSON.stringify({ servers, mesh: name, root: workspace.root, model: 'static', ...order }));
  const said: Said = JSON.parse(await child.waitForLine(/^\{"(ready|failed)"/, startMs));
  return { child, said, name, servers };
}

/** What a supervisor without agents says to such an order, and how it ends when its input closes. */
export async function superviseWith(order: object): Promise<{ said: Said; exit: NodeExit }> {
  const { child, said } = await start({}, order);
  await endAll();
  return { said, exit: await child.exit };
}

/** A supervisor over agents of the given sources, and a caller. @throws Error where it does not start */
export async function supervised(sources: Readonly<Record<string, string>>, order: object = {}): Promise<Supervised> {
  const { said, ...started } = await start(sources, order);
  if (said.ready === undefined) throw new Error(`The supervisor did not start: ${JSON.stringify(said)}`);
  const mesh = await connect({ servers: started.servers, mesh: started.name, model: 'static' });
  atEnd(() => mesh.close());
  return { ...started, ready: said.ready, mesh };
}

/** The log lines of the supervisor and its agents so far, as objects. */
export function logOf({ child }: Supervised): readonly Readonly<Record<string, unknown>>[] {
  return child.lines.flatMap((line) => (line.startsWith('{"level"') ? [JSON.parse(line)] : []));
}
