// The process of one module: a caller that is measured, or one who answers it. It reads its order and then questions
// from standard input, a line each, and ends when that pipe closes, in whatever way its parent went.

import { createInterface } from 'node:readline';
import { closedLoop } from './closed-loop.ts';
import type { Answer, Open, Order, Question, Running } from './order.ts';

/** What still hangs when the parent is gone is not waited for. */
const closeWithinMs = 5_000;

function answer(line: Answer): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

async function reply(running: Running, question: Question): Promise<Answer> {
  if ('spent' in question) {
    const { user, system } = process.cpuUsage();
    return { spentUs: user + system };
  }
  if (running.once === undefined) return { failed: 'this module answers others; it cannot be measured' };
  return { measured: await closedLoop(() => running.once!(), question.load, running.operations) };
}

async function run(): Promise<void> {
  const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  const first = await lines.next();
  if (first.done) return;
  const order = JSON.parse(first.value) as Order;
  const module: { default: Open } = await import(new URL(order.module, import.meta.url).href);
  const running = await module.default(order);
  answer({ ready: true });
  for (let next = await lines.next(); !next.done; next = await lines.next()) {
    answer(await reply(running, JSON.parse(next.value) as Question));
  }
  setTimeout(() => process.exit(1), closeWithinMs).unref();
  await running.close();
}

// Ctrl-C reaches the whole group; the parent decides when to stop, by closing the pipe.
process.on('SIGINT', () => undefined);
run().then(
  () => process.exit(0),
  (thrown) => {
    answer({ failed: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown) });
    process.exit(1);
  },
);
