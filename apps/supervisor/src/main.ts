// The supervisor: hosts the embedding service, starts the workspace's services and agents, and keeps them up. Its parent
// writes one order to its standard input (order.ts) and keeps the pipe open; when the pipe closes, or at SIGTERM, it
// stops everything in order and ends. It answers with one line on standard output:
//
//   {"ready": {"agents": [...], "failed": [{"agent", "reason", "hint", "lastLines"}], "services": {...}, "space"}}
//
// or {"failed": {"code", "message"}}

import { createInterface } from 'node:readline';
import { connectNats } from '@parley/bus/nats';
import { startEmbeddingService } from '@parley/discovery';
import { cached, createWorkerEmbedder, resolveModel } from '@parley/embeddings';
import { messageOf, subjects } from '@parley/protocol';
import { pino } from 'pino';
import { childLimits } from './child-machine.ts';
import { KeptAgent } from './keeper.ts';
import { type Order, parseOrder } from './order.ts';
import { type RosterProblem, readRoster } from './roster.ts';
import { type RunningService, startService } from './service-process.ts';
import type { StartFailure } from './start-failure.ts';

// The ONNX runtime reports to its maker, and leaves files in the temporary folder, unless it is told not to.
process.env.ORT_DISABLE_TELEMETRY ??= '1';
const log = pino(
  { name: 'supervisor', level: process.env.PARLEY_LOG ?? 'info' },
  pino.destination({ fd: 2, sync: true }),
);
const lines = createInterface({ input: process.stdin });
const stops: (() => Promise<void>)[] = [];
let stopping: Promise<void> | undefined;

async function supervise(order: Order): Promise<object> {
  const { servers, mesh, root, model, modelDir, shutdownMs } = order;
  const roster = readRoster(root);
  for (const { reason } of roster.problems) log.error(reason);
  const inboxPrefix = subjects(mesh).replyPrefix('supervisor');
  const bus = await connectNats({ servers: [servers], name: 'parley-supervisor', inboxPrefix });
  stops.push(() => bus.close());
  const modelOptions = { ...(model === undefined ? {} : { model }), ...(modelDir === undefined ? {} : { modelDir }) };
  // The service's model stays loaded: a mesh without one would be slow at every first word.
  const embedder = cached(
    createWorkerEmbedder({ model: resolveModel(modelOptions), idleExitMs: Number.POSITIVE_INFINITY }),
  );
  stops.push(() => embedder.close());
  await embedder.ready();
  const service = await startEmbeddingService(bus, { mesh, embedder });
  stops.push(() => service.close());
  log.info({ space: embedder.info.space }, `embeddings by ${embedder.info.model}`);
  const config: Record<string, unknown> = { ...order.config };
  const services: RunningService[] = [];
  for (const entry of roster.services) {
    const running = await startService(entry, process.env);
    services.push(running);
    stops.push(() => running.stop());
    config[running.configKey] = running.url;
  }
  const agentOrder = { servers, mesh, config, ...modelOptions };
  const limits = { ...childLimits, ...definedOf(order.restart) };
  const kept = { order: agentOrder, limits, shutdownMs, bus, log, env: process.env };
  const agents = roster.agents.map((entry) => new KeptAgent(entry, kept));
  stops.push(async () => void (await Promise.all(agents.map((agent) => agent.stop()))));
  for (const agent of agents) agent.start();
  const failures = await Promise.all(agents.map((agent) => agent.settled()));
  const failed = failures.filter((each) => each !== undefined);
  return {
    agents: agents.flatMap(({ name }, index) => (failures[index] === undefined ? [name] : [])),
    failed: [...roster.problems.map(unreadable), ...failed],
    services: Object.fromEntries(services.map(({ configKey, url }) => [configKey, url])),
    space: embedder.info.space,
  };
}

function unreadable({ name, reason }: RosterProblem): StartFailure {
  return { agent: name, reason, hint: 'Mend its package.json, or remove the folder.', lastLines: [] };
}

function definedOf(restart: Order['restart']): Partial<typeof childLimits> {
  return Object.fromEntries(Object.entries(restart).filter(([, value]) => value !== undefined));
}

// What was started last is stopped first.
function stop(code: number): Promise<void> {
  stopping ??= (async () => {
    for (const each of stops.reverse()) {
      await each().catch((thrown) => log.warn(`while stopping: ${messageOf(thrown)}`));
    }
    process.exit(code);
  })();
  return stopping;
}

async function begin(line: string): Promise<void> {
  try {
    const ready = await supervise(parseOrder(line));
    process.stdout.write(`${JSON.stringify({ ready })}\n`);
  } catch (thrown) {
    if (stopping !== undefined) return;
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'internal';
    process.stdout.write(`${JSON.stringify({ failed: { code, message: messageOf(thrown) } })}\n`);
    log.error({ err: thrown }, 'the supervisor could not start');
    await stop(1);
  }
}

process.on('SIGTERM', () => void stop(0));
// Ctrl-C reaches the whole group; the parent decides when to stop, by closing the pipe.
process.on('SIGINT', () => undefined);
lines.once('line', (line) => void begin(line));
lines.once('close', () => void stop(0));
