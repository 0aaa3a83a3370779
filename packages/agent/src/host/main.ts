// The process of one instance. Its parent writes one line of JSON to its standard input and keeps the pipe open. At
// SIGTERM it drains and ends; when the pipe closes, the parent is gone (in whatever way) and nobody is left to end what
// hangs, so it drains as well, but not for long.
//
//   {"package": "<folder>", "agent": "<name>", "servers": "nats://...", "mesh": "...", "instance": "...", "config": {...}}
//
// It answers with one line {"ready": {"agent", "instance"}} or {"failed": {"code", "message"}} on standard output; logs
// go to standard error, one JSON object a line. It exits with 0 after a drain, with 1 where it could not start.

import { flushCompileCache } from 'node:module';
import { createInterface } from 'node:readline';
import { messageOf } from '@parley/protocol';
import { pino } from 'pino';
import { runAgent } from '../run-agent.ts';
import { type HostOrder, loadAgent, parseOrder } from './load-agent.ts';
import { withSecrets } from './secrets.ts';

const drainMsDefault = 10_000;
/** What may still hang after a drain is not waited for. */
const exitWithinMs = 3_000;
/** Without a parent all is over after this long. */
const orphanMs = 3_000;

// The ONNX runtime reports to its maker, and leaves files in the temporary folder, unless it is told not to.
process.env.ORT_DISABLE_TELEMETRY ??= '1';
const lines = createInterface({ input: process.stdin });
const log = pino(
  { name: 'parley-host', level: process.env.PARLEY_LOG ?? 'info' },
  pino.destination({ fd: 2, sync: true }),
);

// While it starts there is nothing to drain.
let onParentGone = (): void => process.exit(1);

function answer(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

function fail(thrown: unknown): never {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'internal';
  answer({ failed: { code, message: messageOf(thrown) } });
  log.error({ err: thrown }, 'the agent could not start');
  process.exit(1);
}

async function host(order: HostOrder): Promise<void> {
  const definition = await loadAgent(order.package, order);
  const { servers, mesh, instance, replacing, config, model, modelDir, record } = order;
  const { drainMs = drainMsDefault } = order;
  const running = await runAgent(definition, {
    servers,
    mesh,
    drainMs,
    onStopped: () => process.exit(0),
    logger: pino(
      { name: definition.name, level: process.env.PARLEY_LOG ?? 'info' },
      pino.destination({ fd: 2, sync: true }),
    ),
    ...(instance === undefined ? {} : { instance }),
    ...(replacing === undefined ? {} : { replacing }),
    ...(config === undefined ? {} : { config }),
    ...(model === undefined ? {} : { model }),
    ...(modelDir === undefined ? {} : { modelDir }),
    ...(record === undefined ? {} : { record }),
  });
  const stop = (reason: string, withinMs: number) => {
    setTimeout(() => process.exit(1), withinMs).unref();
    running.stop(reason).catch(fail);
  };
  process.on('SIGTERM', () => stop('it got SIGTERM', drainMs + exitWithinMs));
  // Ctrl-C reaches the whole group; the parent decides what is stopped and when.
  process.on('SIGINT', () => undefined);
  onParentGone = () => stop('its parent is gone', orphanMs);
  answer({ ready: { agent: running.agent, instance: running.instance } });
  // Written now, since many an agent ends by a signal that lets it write nothing.
  flushCompileCache();
}

process.on('uncaughtException', (thrown) => {
  log.fatal({ err: thrown }, 'uncaught');
  process.exit(1);
});
lines.once('line', (line) => {
  try {
    host(withSecrets(parseOrder(line), process.env)).catch(fail);
  } catch (thrown) {
    fail(thrown);
  }
});
lines.once('close', () => onParentGone());
