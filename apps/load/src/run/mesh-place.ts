// The mesh that is put under load: one that is there, or one of the run's own: a nats-server on a free port of loopback,
// and the scenario's agents in processes of their own, or a whole `parley up` where the scenario wants the workspace's.

import { type Broker, findFreePort, startBroker } from '@parley/broker';
import { startUp } from '@parley/cli/up';
import type { Scenario } from '../scenario.ts';
import { startChildren } from './children.ts';
import { limits } from './limits.ts';
import type { Watched } from './sampling.ts';
import type { RunOrder } from './talk.ts';

/** A mesh that is there already. */
export interface Known {
  readonly servers: string;
  readonly mesh: string;
}

export interface MeshPlace extends Known {
  /** How many agents this run started; null where it started none. */
  readonly agents: number | null;
  readonly serverVersion: string;
  /** What belongs to the mesh and is watched. */
  readonly processes: readonly Watched[];
  /** All messages the broker was sent since it began; null where it cannot be asked. */
  messages(): Promise<number | null>;
}

export interface PlaceOptions {
  readonly scenario: Scenario;
  readonly known: Known | undefined;
  readonly run: RunOrder;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly root: string;
  readonly tell: (line: string) => void;
  /** Told once where a part of it goes away. */
  readonly onGone: (why: string) => void;
}

const readyWithinMs = 120_000;
const meshName = 'load';
const agentsAProcess = 4;

/** Everything it starts is ended by `cleanUp`. @throws Error that says what could not be started */
export async function openPlace(options: PlaceOptions, cleanUp: AsyncDisposableStack): Promise<MeshPlace> {
  const { scenario, known } = options;
  if (known !== undefined) return await joined(options, known, cleanUp);
  return scenario.up === undefined ? await ownMesh(options, cleanUp) : await wholeUp(options, scenario.up, cleanUp);
}

async function joined(options: PlaceOptions, known: Known, cleanUp: AsyncDisposableStack): Promise<MeshPlace> {
  const crew = await startCrew(options, known, cleanUp);
  const agents = crew.processes.length === 0 ? null : crew.agents;
  return { ...known, agents, serverVersion: 'as it was', processes: crew.processes, messages: async () => null };
}

async function ownMesh(options: PlaceOptions, cleanUp: AsyncDisposableStack): Promise<MeshPlace> {
  const { env, tell } = options;
  const monitorPort = await findFreePort();
  const serverPath = env.PARLEY_NATS_SERVER;
  const broker = await startBroker({
    ...(serverPath ? { serverPath } : {}),
    env,
    configExtra: `http: "127.0.0.1:${monitorPort}"`,
  });
  cleanUp.use(broker);
  tell(`nats-server ${broker.version} of its own at ${broker.url}`);
  const place = { servers: broker.url, mesh: meshName };
  const crew = await startCrew(options, place, cleanUp);
  return {
    ...place,
    agents: crew.agents,
    serverVersion: broker.version,
    processes: [...crew.processes, ...brokerProcess(broker)],
    messages: () => messagesOf(monitorPort),
  };
}

async function wholeUp(options: PlaceOptions, args: readonly string[], cleanUp: AsyncDisposableStack) {
  const { root, tell, run, onGone } = options;
  tell('a whole mesh of its own: broker, supervisor and the agents of the workspace');
  const up = startUp(['--root', root, '--model', run.model, ...args]);
  cleanUp.defer(() => up.stop());
  const ready = await up.ready;
  if (ready.failed.length > 0)
    throw new Error(ready.failed.map(({ agent, reason }) => `${agent}: ${reason}`).join('; '));
  void up.ended.then((lines) => onGone(`the mesh went away. ${lines.slice(-3).join(' ')}`));
  const { broker, supervisor } = ready.pids;
  return {
    servers: ready.servers,
    mesh: ready.mesh,
    agents: ready.agents.length,
    serverVersion: 'of parley up',
    processes: [
      ...(broker === null ? [] : [{ name: 'broker', role: 'broker' as const, pid: broker }]),
      ...(supervisor === null ? [] : [{ name: 'supervisor', role: 'supervisor' as const, pid: supervisor }]),
    ],
    messages: async () => null,
  };
}

interface Crew {
  readonly agents: number;
  readonly processes: readonly Watched[];
}

async function startCrew(options: PlaceOptions, place: Known, cleanUp: AsyncDisposableStack): Promise<Crew> {
  const { scenario, run, tell, onGone } = options;
  if (scenario.agents === undefined) return { agents: 0, processes: [] };
  const count = Math.min(limits.crewProcessesMax, Math.ceil(run.agents / agentsAProcess));
  tell(`starting its agents in ${count} ${count === 1 ? 'process' : 'processes'}`);
  const order = { kind: 'crew', name: 'agents', count, run, place, readyWithinMs, onGone } as const;
  const started = await startChildren(order, cleanUp);
  return {
    agents: started.reduce((sum, { agents }) => sum + agents, 0),
    processes: started.map(({ child: { name, pid } }) => ({ name, pid, role: 'agent' })),
  };
}

function brokerProcess({ pid }: Broker): readonly Watched[] {
  return pid === undefined ? [] : [{ name: 'nats-server', role: 'broker', pid }];
}

/** What the server's own monitoring says: messages of clients to it and from it. */
async function messagesOf(port: number): Promise<number | null> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/varz`, { signal: AbortSignal.timeout(2_000) });
    const { in_msgs: sent } = (await response.json()) as { in_msgs?: number };
    return sent ?? null;
  } catch {
    return null;
  }
}
