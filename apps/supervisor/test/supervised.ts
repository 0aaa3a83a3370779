// A real supervisor over a workspace of a test's own, on a nats-server of its own, with a caller.
// Everything is ended by `endAll`, the last first.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectNats } from '@parley/bus/nats';
import { connect, type Mesh } from '@parley/mesh';
import { decode, subjects } from '@parley/protocol';
import { freshMeshName, type NodeChild, type NodeExit, spawnNode, withBroker } from '@parley/testkit';
import { type Sources, writeWorkspace } from './workspace.ts';

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
  readonly health: string;
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
  readonly root: string;
  /** Makes the server hang: it keeps its connections and answers nothing. */
  readonly stopBroker: () => void;
}

/** What an order says beside the places, and the content of a roster file. */
type TestOrder = { readonly rosterFile?: object } & Readonly<Record<string, unknown>>;

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
async function start(sources: Sources, { rosterFile, ...order }: TestOrder) {
  // A server of its own: a mesh reserves so much of the disk that one server holds few.
  const broker = await withBroker({ own: true });
  atEnd(() => broker.stop());
  const servers = broker.url;
  const name = freshMeshName();
  const workspace = writeWorkspace(sources);
  atEnd(workspace.remove);
  if (rosterFile !== undefined) {
    mkdirSync(join(workspace.root, 'infra'));
    writeFileSync(join(workspace.root, 'infra', 'roster.json'), JSON.stringify(rosterFile));
  }
  const child = spawnNode(supervisor, { holdInput: true, env: { PARLEY_LOG: 'info' } });
  atEnd(async () => {
    child.closeInput();
    await child.exit;
  });
  child.writeLine(JSON.stringify({ servers, mesh: name, root: workspace.root, model: 'static', ...order }));
  const said: Said = JSON.parse(await child.waitForLine(/^\{"(ready|failed)"/, startMs));
  return { child, said, name, servers, root: workspace.root, stopBroker: () => void broker.kill('SIGSTOP') };
}

/** What a supervisor without agents says to such an order, and how it ends when its input closes. */
export async function superviseWith(order: TestOrder): Promise<{ said: Said; exit: NodeExit }> {
  const { child, said } = await start({}, order);
  await endAll();
  return { said, exit: await child.exit };
}

/** A supervisor over agents of the given sources, and a caller. @throws Error where it does not start */
export async function supervised(sources: Sources, order: TestOrder = {}): Promise<Supervised> {
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

/** Every `down` from now on. */
export async function downsOf({ name, servers }: Supervised): Promise<readonly unknown[]> {
  const at = subjects(name);
  const bus = await connectNats({ servers: [servers], name: 'listener', inboxPrefix: at.replyPrefix('listener') });
  atEnd(() => bus.close());
  const downs: unknown[] = [];
  bus.subscribe(at.presences('down'), ({ data }) => {
    const decoded = decode(data);
    downs.push(decoded.ok ? decoded.message.body : decoded.error);
  });
  await bus.flush();
  return downs;
}
