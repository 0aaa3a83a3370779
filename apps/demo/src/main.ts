// The demo: the main job on real intents, in a mesh of its own. `--json` prints one object instead of the story:
//
//   {"scenes": [{intent, outcome, shortlist, bids, winner, attempts, detectionMs, rerouteMs, restartMs, receipts}],
//    "contract": {calls, receipts, holder, backup, heldBy, takeoverMs, spent, failed},
//    "orders": [{intent, outcome, text, supplier, carrier, total, promisedArrival, arrivedAt, closedRoad, story}],
//    startupMs, totalMs}   (docs/demo.md)
//
// It ends with 0 if every scene ended as it should, with 1 otherwise, with 130 after Ctrl-C.

import { resolve } from 'node:path';
import { startUp, type UpReady } from '@parley/cli/up';
import { connect } from '@parley/mesh';
import { Command, Option } from 'commander';
import { ordersTable, playOrders } from './orders/order-act.ts';
import { orderReportOf } from './orders/order-report.ts';
import { orderFault } from './orders/play-order.ts';
import { contractFault, playContract } from './payments/contract-act.ts';
import { paymentsTable, playPayments } from './payments/payment-act.ts';
import { fault } from './payments/play.ts';
import { reportOf } from './payments/report.ts';
import { prompt } from './prompt.ts';
import { storyOn } from './story.ts';

interface Options {
  readonly json?: true;
  readonly prompt: boolean;
  readonly act?: 'payments' | 'orders';
  readonly root?: string;
  readonly model?: string;
}

const options: Options = new Command('demo')
  .option('--json', 'print one JSON object; the story goes to standard error')
  .option('--no-prompt', 'do not ask for an intent at the end')
  .addOption(new Option('--act <name>', 'play one act only').choices(['payments', 'orders']))
  .option('--root <folder>', 'the workspace whose agents are run')
  .option('--model <name>', 'the embedding model (else PARLEY_MODEL)')
  .parse()
  .opts();
const startedAtMs = performance.now();
const sinceStartMs = () => Math.round(performance.now() - startedAtMs);
const { env } = process;
// The ONNX runtime reports to its maker, and leaves files in the temporary folder, unless it is told not to.
env.ORT_DISABLE_TELEMETRY ??= '1';
const root = resolve(options.root ?? `${import.meta.dirname}/../../..`);
const model = options.model ?? (env.PARLEY_MODEL || undefined);
const story = storyOn(options.json ? process.stderr : process.stdout, env);
const stopped = Promise.withResolvers<number>();
const stopCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
for (const [signal, code] of Object.entries(stopCodes)) process.on(signal, () => stopped.resolve(code));
// Whoever reads it may stop reading; the mesh is taken down all the same.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => stopped.resolve(141));

async function demo(running: UpReady): Promise<number> {
  const bankUrl = bankOf(running);
  await using mesh = await connect({
    servers: running.servers,
    mesh: running.mesh,
    ...(model === undefined ? {} : { model }),
    ...(env.PARLEY_MODEL_DIR ? { modelDir: env.PARLEY_MODEL_DIR } : {}),
  });
  const startupMs = sinceStartMs();
  story.say(`The mesh is up: ${running.agents.length} agents, each a process of its own.`);
  const plays = (act: Options['act']) => options.act === undefined || options.act === act;
  const payments = plays('payments') ? await playPayments(mesh, bankUrl, story) : [];
  const contract = plays('payments') ? await playContract(mesh, story, payments.length + 1) : undefined;
  const before = payments.length + (contract === undefined ? 0 : 1);
  const orders = plays('orders') ? await playOrders(mesh, story, before + 1) : [];
  const totalMs = sinceStartMs();
  const contracts = contract === undefined ? [] : [contract];
  const faults = [...payments.map(fault), ...contracts.map(contractFault), ...orders.map(orderFault)];
  const good = faults.filter((each) => each === undefined).length;
  story.count(good, faults.length, { startupMs, totalMs });
  if (payments.length > 0) story.say(paymentsTable(payments, story.columns));
  if (orders.length > 0) story.say(ordersTable(orders, before + 1, story.columns));
  if (options.json) {
    const told = {
      scenes: payments.map(reportOf),
      contract: contract ?? null,
      orders: orders.map(orderReportOf),
      startupMs,
      totalMs,
    };
    console.log(JSON.stringify(told));
  }
  story.say("\nNext, in one terminal:\n  npx parley up\nand in another:\n  npx parley ask 'I need to process $50 USD'");
  if (!options.json && options.prompt && process.stdin.isTTY && process.stdout.isTTY) {
    await prompt(mesh, story, () => stopped.resolve(stopCodes.SIGINT));
  }
  return good === faults.length ? 0 : 1;
}

/** The bank whose book is the witness, in a mesh that started whole. */
function bankOf({ failed, services: { bankUrl } }: UpReady): string {
  if (bankUrl !== undefined && failed.length === 0) return bankUrl;
  const why = failed.map(({ agent, reason }) => `${agent}: ${reason}`).join('; ') || 'the bank is missing';
  throw new Error(`The mesh did not start whole: ${why}`);
}

async function main(): Promise<number> {
  story.say('Starting a mesh of its own: a nats-server, a supervisor, a bank and the agents ...');
  const args = ['--root', root, ...(model === undefined ? [] : ['--model', model])];
  // Once it is up, the story is told by its conversations.
  let starting = true;
  const mesh = startUp(args, (line) => {
    if (starting) story.say(`  ${line}`);
  });
  try {
    const running = await Promise.race([mesh.ready, stopped.promise]);
    starting = false;
    if (typeof running === 'number') return running;
    return await Promise.race([demo(running), stopped.promise]);
  } finally {
    await mesh.stop();
  }
}

try {
  process.exit(await main());
} catch (thrown) {
  console.error(thrown instanceof Error ? `The demo failed: ${thrown.message}` : thrown);
  process.exit(1);
}
