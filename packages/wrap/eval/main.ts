// `node packages/wrap/eval/main.ts [--calls N] [--json]`: what wrapping adds to a call. The same service on loopback is
// asked directly and through a capability, in turns, so that whatever else the machine does hits both; the capability's
// input and output are checked as its agent checks them. The mesh around it is not measured here (docs/performance.md).

import { cpus } from 'node:os';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { Agent, request } from 'undici';
import { z } from 'zod';
import { fromHttp } from '../src/index.ts';

const callsDefault = 5_000;
const warmUpShare = 0.2;

const { values } = parseArgs({ options: { calls: { type: 'string' }, json: { type: 'boolean', default: false } } });
const calls = Number(values.calls ?? callsDefault);
if (!Number.isInteger(calls) || calls < 100) throw new Error('--calls takes a whole number of at least 100');

const getPet = fromHttp({
  name: 'get-pet',
  description: 'Find a pet by its id.',
  examples: [],
  input: z.object({ petId: z.int() }),
  output: z.looseObject({
    id: z.int().optional(),
    category: z.looseObject({ id: z.int().optional(), name: z.string().optional() }).optional(),
    name: z.string(),
    photoUrls: z.array(z.string()),
    status: z.enum(['available', 'pending', 'sold']).optional(),
  }),
  service: { name: 'pets', baseUrl: { fromConfig: 'baseUrl' }, allowPrivate: true },
  method: 'GET',
  path: '/pet/{petId}',
});
const perform = getPet.perform as (context: unknown) => Promise<unknown>;
const log = { debug: () => undefined };
const never = new AbortController();

async function direct(url: string, dispatcher: Agent): Promise<unknown> {
  const { body } = await request(`${url}/pet/7`, { dispatcher });
  return await body.json();
}

async function wrapped(url: string): Promise<unknown> {
  const input = getPet.input.parse({ petId: 7 });
  const config = { baseUrl: url };
  const output = await perform({
    input,
    config,
    log,
    signal: never.signal,
    remainingMs: () => 30_000,
    idempotencyKey: 'k',
  });
  return getPet.output.parse(output);
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

async function measure(url: string) {
  const dispatcher = new Agent();
  const ways = { direct: () => direct(url, dispatcher), wrapped: () => wrapped(url) };
  const times: Record<keyof typeof ways, number[]> = { direct: [], wrapped: [] };
  const same = isDeepStrictEqual(await ways.direct(), await ways.wrapped());
  if (!same) throw new Error('the two ways do not give the same answer');
  const warmUp = Math.round(calls * warmUpShare);
  for (let turn = -warmUp; turn < calls; turn++) {
    for (const way of ['direct', 'wrapped'] as const) {
      const startedAtMs = performance.now();
      await ways[way]();
      if (turn >= 0) times[way].push(performance.now() - startedAtMs);
    }
  }
  await dispatcher.close();
  const figures = (list: number[]) => {
    const sorted = list.sort((a, b) => a - b);
    return { p50Ms: quantile(sorted, 0.5), p95Ms: quantile(sorted, 0.95), p99Ms: quantile(sorted, 0.99) };
  };
  return { direct: figures(times.direct), wrapped: figures(times.wrapped) };
}

const worker = new Worker(new URL('./answering.ts', import.meta.url));
const port = await new Promise<number>((resolve, reject) => {
  worker.once('message', resolve);
  worker.once('error', reject);
});
const figures = await measure(`http://127.0.0.1:${port}`);
const addedP50Ms = figures.wrapped.p50Ms - figures.direct.p50Ms;
const machine = `${cpus()[0]?.model.trim()}, ${cpus().length} cores, Node ${process.version}`;
if (values.json) {
  console.log(JSON.stringify({ calls, machine, ...figures, addedP50Ms }));
} else {
  console.log(`${calls} calls each way, one at a time, on loopback. ${machine}.\n`);
  for (const [way, { p50Ms, p95Ms, p99Ms }] of Object.entries(figures)) {
    const ms = (value: number) => `${value.toFixed(3)} ms`;
    console.log(`${way.padEnd(8)}  p50 ${ms(p50Ms)}   p95 ${ms(p95Ms)}   p99 ${ms(p99Ms)}`);
  }
  console.log(`\nWrapping adds ${addedP50Ms.toFixed(3)} ms at p50.`);
}
await worker.terminate();
process.exit(0);
