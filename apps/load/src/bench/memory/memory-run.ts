// Does anything grow? So many asks in tenths, with the caller, the agents and a real supervisor each in a process of its
// own; after each tenth all three collect their garbage and say what they hold.

import type { Failures, Memory, Order } from '../order.ts';
import { SupervisorProcess } from '../supervisor-process.ts';
import { biddersOf, calledCount } from '../task.ts';
import { WorkerProcess } from '../worker-process.ts';

export const memoryRoles = ['caller', 'agents', 'supervisor'] as const;
export type MemoryRole = (typeof memoryRoles)[number];

/** After one tenth of the asks. */
export interface Tenth {
  readonly asks: number;
  readonly elapsedMs: number;
  readonly failures: Failures;
  readonly memory: Readonly<Record<MemoryRole, Memory>>;
}

const tenths = 10;
const inFlight = 64;
const group = 'bench';
const net = 'memory';
/** Slower than this is not slow but stuck. */
const msPerAskMax = 10;
const tenthMsMin = 60_000;

/** @throws Error where a process fails or takes too long; the reason of `stop` before the next tenth */
export async function runMemory(
  servers: string,
  asks: number,
  tell: (line: string) => void,
  stop: AbortSignal,
): Promise<Tenth[]> {
  await using cleanUp = new AsyncDisposableStack();
  const supervisor = await SupervisorProcess.start({ servers, mesh: `${group}-${net}`, model: 'static' });
  cleanUp.defer(() => supervisor.close());
  const start = async (name: string, module: string, options: Order['options']) => {
    const worker = await WorkerProcess.start(name, { module, servers, group, options }, ['--expose-gc']);
    cleanUp.defer(() => worker.close());
    return worker;
  };
  const agents = await start('agents', './parley/bidders.ts', { net, terms: biddersOf(calledCount) });
  const caller = await start('caller', './parley/ask-caller.ts', { net, by: 'capability' });
  const all: Tenth[] = [];
  const operations = Math.ceil(asks / tenths);
  for (let tenth = 1; tenth <= tenths; tenth += 1) {
    stop.throwIfAborted();
    tell(`tenth ${tenth} of ${tenths}`);
    const startMs = performance.now();
    const failures = await caller.count({ inFlight, operations }, Math.max(tenthMsMin, operations * msPerAskMax));
    const elapsedMs = performance.now() - startMs;
    const memory = {
      caller: await caller.memory(),
      agents: await agents.memory(),
      supervisor: await supervisor.memory(),
    };
    all.push({ asks: tenth * operations, elapsedMs, failures, memory });
  }
  return all;
}
