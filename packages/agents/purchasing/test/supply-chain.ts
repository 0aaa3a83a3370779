// A supply chain of real processes: a supervisor over the five packages that trade, on a nats-server of its own, and a caller
// that counts stock and trucks. Whom a test kills is found in the supervisor's log.

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { capability, defineAgent, runAgent, type StartContext } from '@parley/agent';
import { fleetState, stockState } from '@parley/agent-trade/messages';
import { eventually, freshMeshName, livingOf, type NodeChild, spawnNode, withBroker } from '@parley/testkit';
import { z } from 'zod';

const repository = join(import.meta.dirname, '..', '..', '..', '..');
const supervisor = join(repository, 'apps', 'supervisor', 'src', 'main.ts');
const packages = ['traffic', 'supplier', 'carrier', 'purchasing'];
export const suppliers = ['supplier-linz', 'supplier-neustadt', 'supplier-leibnitz'];
export const carriers = ['carrier-timetable', 'carrier-express'];
const expected = Object.fromEntries(
  [...suppliers, ...carriers, 'traffic', 'purchasing'].map((each) => [each, each === 'purchasing' ? 2 : 1]),
);
const startMs = 40_000;
/** The trade has its hours, at weekends as well; these tests begin on a Tuesday at 8 in the morning (UTC). */
const shiftMs = nextTuesday() - Date.now();
const shiftedClock = new URL('./shifted-clock.mjs', import.meta.url).href;
/** Nobody is given up for being killed so often. */
const restart = { backOffMs: 50, backOffMsMax: 50, intensity: 1_000 };

export interface SupplyChain extends AsyncDisposable {
  readonly mesh: StartContext['mesh'];
  readonly child: NodeChild;
  /** Kills the agent's process, or that of one of its instances. */
  kill(agent: string, instance?: string): void;
  killAll(agent: string): void;
  /** Resolves when every agent runs, in all its instances. */
  complete(): Promise<void>;
  /** Pallets of the goods at all suppliers, by what they are. */
  stock(goods: string): Promise<{ free: number; held: number; collected: number }>;
  /** The bookings for the order, at all carriers. */
  booked(order: string): Promise<readonly { readonly carrier: string; readonly leg: string; readonly state: string }[]>;
}

/** @param carrierConfig added to what the carriers have */
export async function supplyChain(carrierConfig: object = {}): Promise<SupplyChain> {
  const broker = await withBroker({ own: true });
  const name = freshMeshName();
  const root = workspaceWith(carrierConfig);
  const shifted = { NODE_OPTIONS: `--import=${shiftedClock}`, PARLEY_TEST_SHIFT_MS: String(shiftMs) };
  const child = spawnNode(supervisor, { holdInput: true, env: { PARLEY_LOG: 'info', ...shifted } });
  child.writeLine(JSON.stringify({ servers: broker.url, mesh: name, root, model: 'static', restart }));
  const said = JSON.parse(await child.waitForLine(/^\{"(ready|failed)"/, startMs));
  if (said.ready?.failed.length !== 0) throw new Error(`The agents did not start: ${JSON.stringify(said)}`);
  let life!: StartContext;
  const caller = await runAgent(
    callerWith((started) => {
      life = started;
    }),
    {
      servers: broker.url,
      mesh: name,
      model: 'static',
    },
  );
  return {
    mesh: life.mesh,
    child,
    kill: (agent, instance) => void process.kill(pidOf(child, agent, instance), 'SIGKILL'),
    killAll: (agent) => {
      const pids = readyIn(child).flatMap((each) => (each.agent === agent ? [each.pid] : []));
      for (const pid of livingOf(pids)) process.kill(pid, 'SIGKILL');
    },
    complete: () =>
      eventually(() => expect(runningIn(child)).toEqual(expected), { timeoutMs: startMs, what: 'all to run again' }),
    stock: (goods) => stockOf(life, goods),
    booked: (order) => bookedFor(life, order),
    async [Symbol.asyncDispose]() {
      await caller.stop();
      child.closeInput();
      await child.exit;
      rmSync(root, { recursive: true, force: true });
      await broker.stop();
    },
  };
}

function nextTuesday(): number {
  const at = new Date();
  const tuesday = 2;
  at.setUTCDate(at.getUTCDate() + 1 + ((tuesday - at.getUTCDay() + 6) % 7));
  return at.setUTCHours(8, 0, 0, 0);
}

function workspaceWith(config: object): string {
  const root = mkdtempSync(join(tmpdir(), 'parley-supply-'));
  mkdirSync(join(root, 'packages', 'agents'), { recursive: true });
  mkdirSync(join(root, 'infra'));
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'));
  for (const each of packages) {
    symlinkSync(join(repository, 'packages', 'agents', each), join(root, 'packages', 'agents', each));
  }
  const agents = { purchasing: { instances: 2 }, ...Object.fromEntries(carriers.map((each) => [each, { config }])) };
  writeFileSync(join(root, 'infra', 'roster.json'), JSON.stringify({ agents }));
  return root;
}

// An agent is the way to the mesh that a package of agents has: it asks by its life, and does nothing itself.
function callerWith(start: (life: StartContext) => void) {
  const nothing = capability({
    description: 'Takes part in tests as a caller.',
    examples: [],
    input: z.object({}),
    output: z.object({}),
    bid: () => ({ refuse: 'it only asks' }),
    perform: () => ({}),
  });
  return defineAgent({ name: 'caller', capabilities: { 'take-part': nothing }, start });
}

/** The process of the agent's last instance that was said to be ready. */
function pidOf(child: NodeChild, agent: string, instance?: string): number {
  const found = readyIn(child).findLast(
    (each) => each.agent === agent && (instance ?? each.instance) === each.instance,
  );
  if (found === undefined) throw new Error(`No process of "${agent}" is in the log.`);
  return found.pid;
}

/** How many processes of each agent live. */
function runningIn(child: NodeChild): Readonly<Record<string, number>> {
  const ready = readyIn(child);
  const living = new Set(livingOf(ready.map(({ pid }) => pid)));
  const count: Record<string, number> = {};
  for (const { agent, pid } of ready) if (living.has(pid)) count[agent] = (count[agent] ?? 0) + 1;
  return count;
}

function readyIn({ lines }: NodeChild): readonly { agent: string; instance: string; pid: number }[] {
  return lines
    .filter((line) => line.startsWith('{"level"') && line.includes('is ready'))
    .map((line) => JSON.parse(line));
}

const only = (agent: string) => ({
  input: {},
  shortlistSize: 64,
  withinMs: 5_000,
  choose: (bids: readonly { readonly agent: string; readonly instance: string }[]) =>
    bids.filter((bid) => bid.agent === agent).map((bid) => `${bid.agent}/${bid.instance}`),
});

async function stockOf({ mesh }: StartContext, goods: string) {
  const all = { free: 0, held: 0, collected: 0 };
  for (const each of suppliers) {
    const outcome = await mesh.ask(stockState, only(each));
    if (outcome.type !== 'done') throw new Error(`${each} does not tell its stock: ${outcome.text}`);
    const row = outcome.output.stock.find((one) => one.goods === goods);
    all.free += row?.free ?? 0;
    all.held += row?.held ?? 0;
    all.collected += row?.collected ?? 0;
  }
  return all;
}

async function bookedFor({ mesh }: StartContext, order: string) {
  const found = [];
  for (const carrier of carriers) {
    const outcome = await mesh.ask(fleetState, only(carrier));
    if (outcome.type !== 'done') throw new Error(`${carrier} does not tell its bookings: ${outcome.text}`);
    const own = outcome.output.booked.filter((booking) => booking.order === order);
    found.push(...own.map(({ from, to, state }) => ({ carrier, leg: `${from} - ${to}`, state })));
  }
  return found;
}
