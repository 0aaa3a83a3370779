// Everything a supervisor does, put together: embeddings, services, agents, watching, health, operators. What is opened
// is noted at once in `stops`, so that a start that fails in the middle leaves nothing behind.

import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Bus, systemClock } from '@parley/bus';
import { connectNats } from '@parley/bus/nats';
import { createRecorder, meshPage, type Recorder } from '@parley/conversation';
import { startEmbeddingService } from '@parley/discovery';
import { cached, createWorkerEmbedder, resolveModel } from '@parley/embeddings';
import { subjects } from '@parley/protocol';
import type { Logger } from 'pino';
import { concernedBy, watchWorkspace } from './changes/workspace-changes.ts';
import { startHealthServer } from './health/health-server.ts';
import { createMetrics, type Metrics } from './health/metrics.ts';
import { createRoundTrip } from './health/round-trip.ts';
import { withCompileCache } from './keeping/compile-cache.ts';
import { Keeper } from './keeping/keeper.ts';
import { startService } from './keeping/service-process.ts';
import type { StartFailure } from './keeping/start-failure.ts';
import { listenForControl } from './operating/control.ts';
import type { Order } from './order.ts';
import { type Roster, type RosterProblem, readRoster } from './roster/roster.ts';
import { RosterFile, readRosterFile } from './roster/roster-file.ts';
import { suspicion } from './watching/silence.ts';
import { type Watcher, watchSilence } from './watching/watcher.ts';

const roundTripWithinMs = 2_000;

/** What was opened, to be closed in the opposite order. */
export type Stops = (() => unknown)[];

export interface Ready {
  readonly agents: readonly string[];
  readonly failed: readonly StartFailure[];
  readonly services: Readonly<Record<string, string>>;
  readonly space: string;
  /** Where its health is told. */
  readonly health: string;
}

/** The parts that see what happens, and those that are told of it. */
interface Parts {
  readonly order: Order;
  readonly bus: Bus;
  readonly log: Logger;
  readonly env: NodeJS.ProcessEnv;
  readonly stops: Stops;
  /** `supervisor/<id>`, new with each process. */
  readonly from: string;
}

/** Resolves when every agent runs or is known not to. @throws ParleyError, BusError, EmbeddingError */
export async function supervise(order: Order, log: Logger, env: NodeJS.ProcessEnv, stops: Stops): Promise<Ready> {
  const { servers, mesh, root } = order;
  const rosterFile = rosterFileOf(order);
  const roster = readRoster(root);
  for (const { reason } of roster.problems) log.error(reason);
  const id = randomBytes(6).toString('hex');
  const inboxPrefix = subjects(mesh).replyPrefix(`supervisor-${id}`);
  const bus = await connectNats({ servers: [servers], name: 'parley-supervisor', inboxPrefix });
  stops.push(() => bus.close());
  const parts: Parts = { order, bus, log, env, stops, from: `supervisor/${id}` };
  const agentsEnv = withCompileCache(env, [...new Set(roster.agents.map(({ entry }) => entry))]);
  const space = await hostEmbeddings(parts);
  const services = await startServices(parts, roster);
  const recorder = createRecorder(bus, {
    mesh,
    writer: { kind: 'supervisor', name: 'supervisor', instance: id },
    schemasOf: () => [],
    onProblem: ({ text }) => log.warn(text),
  });
  stops.push(() => recorder.close());
  const metrics = createMetrics({
    instances: () => instancesOf(watcher),
    children: () => keeper.agents.map(({ agent, state }) => ({ agent, state })),
    connected: () => bus.connected,
  });
  const keeper = keep({ ...parts, env: await agentsEnv }, { rosterFile, services, recorder, metrics });
  const watcher = watchDeaths(parts, { keeper, recorder, metrics });
  const health = await tellHealth(parts, { keeper, metrics });
  const { running, failed } = await keeper.settled(keeper.follow(roster.agents));
  await followWorkspace(parts, keeper);
  return {
    agents: running,
    failed: [...roster.problems.map(unreadable), ...failed],
    services,
    space,
    health,
  };
}

function rosterFileOf({ roster, root }: Order): RosterFile {
  const usual = join(root, 'infra', 'roster.json');
  if (roster !== undefined) return readRosterFile(roster);
  return existsSync(usual) ? readRosterFile(usual) : RosterFile.parse({});
}

function modelOf({ model, modelDir }: Order) {
  return { ...(model === undefined ? {} : { model }), ...(modelDir === undefined ? {} : { modelDir }) };
}

// The service's model stays loaded: a mesh without one would be slow at every first word.
async function hostEmbeddings({ order, bus, log, stops }: Parts): Promise<string> {
  const model = resolveModel(modelOf(order));
  const embedder = cached(createWorkerEmbedder({ model, idleExitMs: Number.POSITIVE_INFINITY }));
  stops.push(() => embedder.close());
  await embedder.ready();
  const service = await startEmbeddingService(bus, { mesh: order.mesh, embedder });
  stops.push(() => service.close());
  const { space } = embedder.info;
  log.info({ space }, `embeddings by ${embedder.info.model}`);
  return space;
}

async function startServices({ env, stops }: Parts, roster: Roster): Promise<Record<string, string>> {
  const urls: Record<string, string> = {};
  for (const entry of roster.services) {
    const running = await startService(entry, env);
    stops.push(() => running.stop());
    urls[running.configKey] = running.url;
  }
  return urls;
}

function keep(
  { order, bus, log, env, stops }: Parts,
  told: {
    readonly rosterFile: RosterFile;
    readonly services: Readonly<Record<string, string>>;
    readonly recorder: Recorder;
    readonly metrics: Metrics;
  },
): Keeper {
  const { servers, mesh, config, restart, shutdownMs, memoryMbMax, hungMs } = order;
  const { recorder, metrics } = told;
  const keeper = new Keeper({
    order: { servers, mesh, config: { ...config, ...told.services }, ...modelOf(order) },
    policy: restart,
    roster: told.rosterFile,
    shutdownMs,
    memoryMbMax,
    hungMs,
    bus,
    log,
    env,
    onDown: ({ agent, instance, detectionMs, text }) => {
      metrics.down('exit', detectionMs);
      recorder.append(meshPage, { type: 'down', agent, instance, cause: 'exit', detectionMs, text });
    },
    onRestarted: ({ agent, instance }, before, afterMs) => {
      metrics.restarted(agent);
      recorder.append(meshPage, { type: 'restarted', agent, instance, replaces: before?.instance, afterMs });
    },
  });
  stops.push(() => keeper.stop());
  return keeper;
}

function watchDeaths(
  { order, bus, log, stops, from }: Parts,
  { keeper, recorder, metrics }: { keeper: Keeper; recorder: Recorder; metrics: Metrics },
): Watcher {
  const watcher = watchSilence(bus, {
    mesh: order.mesh,
    from,
    clock: systemClock,
    log,
    suspicion,
    onSilent: (down) => {
      metrics.down('silence', down.detectionMs);
      const { agent, instance, detectionMs, text } = down;
      recorder.append(meshPage, { type: 'down', agent, instance, cause: 'silence', detectionMs, text });
      keeper.silent(down);
    },
    onReturn: (who) => keeper.returned(who),
  });
  stops.push(() => watcher.close());
  let messages = 0;
  const control = listenForControl(bus, {
    subjects: subjects(order.mesh),
    keeper,
    from,
    log,
    nextId: () => `${from.slice(-12)}-${messages++}`,
  });
  stops.push(() => control.close());
  return watcher;
}

async function tellHealth(
  { order, bus, stops, from, log }: Parts,
  { keeper, metrics }: { keeper: Keeper; metrics: Metrics },
): Promise<string> {
  const server = await startHealthServer({
    ...order.health,
    metrics,
    roundTrip: createRoundTrip(bus, order.mesh, from.slice('supervisor/'.length), roundTripWithinMs),
    problems: () =>
      keeper.agents.flatMap(({ name, failure }) => (failure === undefined ? [] : [`${name}: ${failure.reason}`])),
  });
  stops.push(() => server.close());
  log.info({ url: server.url }, 'health is told here');
  return server.url;
}

async function followWorkspace({ order, log, stops }: Parts, keeper: Keeper): Promise<void> {
  if (!order.watch) return;
  const watching = await watchWorkspace(order.root, log, {
    roster: () => {
      const { agents, problems } = readRoster(order.root);
      for (const { reason } of problems) log.error(reason);
      keeper.follow(agents);
    },
    saved: (folders) => {
      const concerned = new Set(concernedBy(folders, readRoster(order.root).agents).map(({ folder }) => folder));
      for (const kept of keeper.agents) if (concerned.has(kept.entry.folder)) kept.replace('its source was saved');
    },
  });
  stops.push(() => watching.close());
}

function instancesOf(watcher: Watcher) {
  return watcher.instances().map(({ agent, state, load }) => ({ agent, state, working: load.working }));
}

function unreadable({ name, reason }: RosterProblem): StartFailure {
  return { agent: name, reason, hint: 'Mend its package.json, or remove the folder.', lastLines: [] };
}
