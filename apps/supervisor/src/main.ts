// The supervisor: hosts the embedding service, starts the workspace's services and agents, and keeps them up. Its parent
// writes one order to its standard input (order.ts) and keeps the pipe open; when the pipe closes, or at SIGTERM, it
// stops everything in order and ends. It answers with one line on standard output:
//
//   {"ready": {"agents": [...], "failed": [{"agent", "reason", "hint", "lastLines"}], "services": {...}, "space", "health"}}
//
// or {"failed": {"code", "message"}}

import { createInterface } from 'node:readline';
import { messageOf } from '@parley/protocol';
import { pino } from 'pino';
import { parseOrder } from './order.ts';
import { type Stops, supervise } from './supervise.ts';

// The ONNX runtime reports to its maker, and leaves files in the temporary folder, unless it is told not to.
process.env.ORT_DISABLE_TELEMETRY ??= '1';
const log = pino(
  { name: 'supervisor', level: process.env.PARLEY_LOG ?? 'info' },
  pino.destination({ fd: 2, sync: true }),
);
const lines = createInterface({ input: process.stdin });
const stops: Stops = [];
let stopping: Promise<void> | undefined;

// What was started last is stopped first.
function stop(code: number): Promise<void> {
  stopping ??= (async () => {
    for (const each of stops.reverse()) {
      await Promise.resolve()
        .then(each)
        .catch((thrown) => log.warn(`while stopping: ${messageOf(thrown)}`));
    }
    process.exit(code);
  })();
  return stopping;
}

async function begin(line: string): Promise<void> {
  try {
    const ready = await supervise(parseOrder(line), log, process.env, stops);
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
