// A whole market in one process, with simulated time: the real mesh and the real runAgents on the memory bus. Workers are
// told what to bid and how to work; how many messages pass is counted.

import { capability, defineAgent, runAgents } from '@parley/agent';
import { createMemoryBroker, createSimulatedClock } from '@parley/bus/memory';
import { type ConnectOptions, connect, type Mesh } from '@parley/mesh';
import { buckets, decode, type EvidenceKey, evidenceKey, type StoredEvidence, subjects } from '@parley/protocol';
import { pino } from 'pino';
import { z } from 'zod';
import { errandText, similarEmbedder, workerText } from './similar-embedder.ts';

interface Terms {
  /** In US dollars. */
  readonly price: number;
  readonly etaMs: number;
}

export interface Worker {
  readonly slots?: number;
  /** How long it thinks before it bids. */
  readonly bidAfterMs?: number;
  /** What it promises for an errand. */
  promise(errand: number): Terms;
  /** How long it takes, and whether it delivers. */
  work(errand: number): { readonly tookMs: number; readonly delivers: boolean };
}

export interface Market extends AsyncDisposable {
  connect(options: Pick<ConnectOptions, 'name' | 'clearWithinMs'>): Promise<Mesh>;
  /** More workers, after those that are there. */
  join(workers: readonly Worker[]): Promise<void>;
  /** Moves the clock until it settles. */
  settle<Value>(promise: PromiseLike<Value>): Promise<Value>;
  advance(ms: number): Promise<void>;
  /** Messages of conversations so far, by act. */
  messages(): Readonly<Record<string, number>>;
  /** Writes into the mesh's reputation what somebody claims to have seen. */
  report(key: EvidenceKey, seen: { readonly done: number; readonly failed: number }): Promise<void>;
  nowMs(): number;
}

const mesh = 'market';
const stepMs = 10;
/** Nothing in a market takes longer. */
const settleWithinMs = 300_000;
const silent = pino({ level: 'silent' });
const uncounted: ReadonlySet<string> = new Set(['hello', 'beat', 'bye', 'down', 'inform-progress']);

export const workerName = (worker: number) => `worker-${worker}`;
export const ask = { input: (errand: number) => ({ errand }), text: errandText };
/** What the workers offer. */
export const capabilityName = 'errands';

/** @param suits how near each worker is to each errand, 0 to 1: also of workers that join later */
export async function openMarket(workers: readonly Worker[], suits: readonly (readonly number[])[]): Promise<Market> {
  const clock = createSimulatedClock();
  const broker = createMemoryBroker({ clock, seed: 1 });
  const embedder = similarEmbedder(suits);
  const shared = { mesh, clock, embedder, logger: silent, record: 'off' as const };
  let connections = 0;
  const bus = () => {
    connections += 1;
    return broker.connect({ inboxPrefix: subjects(mesh).replyPrefix(`c${connections}`) });
  };
  const settle = async <Value>(promise: PromiseLike<Value>): Promise<Value> => {
    let done = false;
    const end = () => {
      done = true;
    };
    promise.then(end, end);
    const untilMs = clock.now() + settleWithinMs;
    while (!done && clock.now() < untilMs) await clock.advance(stepMs);
    if (!done) throw new Error(`nothing came of it in ${settleWithinMs} simulated ms`);
    return promise;
  };
  const counts: Record<string, number> = {};
  bus().subscribe(`parley.${mesh}.>`, ({ data }) => {
    const read = decode(data);
    if (!read.ok || uncounted.has(read.message.performative)) return;
    counts[read.message.performative] = (counts[read.message.performative] ?? 0) + 1;
  });
  const running: { stop(): Promise<void> }[] = [];
  const meshes: Mesh[] = [];
  let present = 0;
  const join = async (more: readonly Worker[]) => {
    const definitions = more.map((worker, i) => definitionOf(present + i, worker));
    present += more.length;
    if (definitions.length > 0) running.push(await settle(runAgents(definitions, { ...shared, bus: bus() })));
  };
  await join(workers);
  return {
    join,
    settle,
    advance: (ms) => clock.advance(ms),
    messages: () => ({ ...counts }),
    nowMs: () => clock.now(),
    report: async (key, { done, failed }) => {
      const evidence: StoredEvidence = { v: 1, done, failed, lateness: 0, atMs: clock.epochMs() };
      const bucket = await settle(bus().keyValue(buckets(mesh).reputation));
      await settle(bucket.put(evidenceKey(key), new TextEncoder().encode(JSON.stringify(evidence))));
    },
    connect: async (options) => {
      const opened = await settle(connect({ ...shared, ...options, bus: bus() }));
      meshes.push(opened);
      return opened;
    },
    [Symbol.asyncDispose]: async () => {
      await settle(Promise.all(meshes.map((each) => each.close())));
      await settle(Promise.all(running.map((each) => each.stop())));
      await broker.stop();
    },
  };
}

function definitionOf(number: number, { slots = 1_000, bidAfterMs = 0, promise, work }: Worker) {
  const input = z.object({ errand: z.int() });
  return defineAgent({
    name: workerName(number),
    slots,
    capabilities: {
      [capabilityName]: capability({
        description: workerText(number),
        examples: [],
        input,
        output: input,
        hints: { progressWithinMs: settleWithinMs },
        bid: async ({ input: { errand }, sleep }) => {
          if (bidAfterMs > 0) await sleep(bidAfterMs);
          const { price, etaMs } = promise(errand);
          return { price: price.toFixed(4), etaMs };
        },
        perform: async ({ input: { errand }, sleep }) => {
          const { tookMs, delivers } = work(errand);
          await sleep(tookMs);
          if (!delivers) throw new Error('it came to nothing');
          return { errand };
        },
      }),
    },
  });
}
