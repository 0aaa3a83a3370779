// The process of one module: a caller that is measured, or one who answers it. It reads its order and then questions
// from standard input, a line each, and ends when that pipe closes, in whatever way its parent went.

import { createInterface } from 'node:readline';
import { closedLoop, countedLoop } from './closed-loop.ts';
import { memoryNow } from './memory/memory-now.ts';
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
  if ('memory' in question) return { memory: memoryNow() };
  if ('command' in question) {
    const command = running.commands?.[question.command];
    if (command === undefined) return { failed: `this module has no command "${question.command}"` };
    return { done: (await command(question.argument as never)) ?? null };
  }
  if (running.once === undefined) return { failed: 'this module answers others; it cannot be measured' };
  if ('count' in question) return { counted: await countedLoop(() => running.once!(), question.count) };
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
    answer(await reply(running, JSON.parse(next.value) as Question).catch(failed));
  }
  setTimeout(() => process.exit(1), closeWithinMs).unref();
  await running.close();
}

// Ctrl-C reaches the whole group; the parent decides when to stop, by closing the pipe.
process.on('SIGINT', () => undefined);
function failed(thrown: unknown): Answer {
  return { failed: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown) };
}

run().then(
  () => process.exit(0),
  (thrown) => {
    answer(failed(thrown));
    process.exit(1);
  },
);
