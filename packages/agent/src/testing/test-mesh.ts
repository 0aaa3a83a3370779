// A whole mesh in one process, without a server and without waiting: the real mesh and the real runAgent on the memory
// bus, with a clock that only moves when the test says so.
//
//   await using world = await testMesh([myAgent]);
//   const outcome = await world.ask('echo hello');
//   expect(outcome.type).toBe('done');

import { createMemoryBroker, createSimulatedClock } from '@parley/bus/memory';
import {
  type AskOptions,
  type CapabilityDefinition,
  connect,
  type Mesh,
  type Outcome,
  type RecordMode,
} from '@parley/mesh';
import { defaults, subjects } from '@parley/protocol';
import { pino } from 'pino';
import type { z } from 'zod';
import type { AgentDefinition } from '../definition.ts';
import { type RunningAgent, runAgent } from '../run-agent.ts';
import { wordEmbedder } from './word-embedder.ts';

type BrokerOptions = Omit<NonNullable<Parameters<typeof createMemoryBroker>[0]>, 'clock'>;

export interface TestMeshOptions extends BrokerOptions {
  /** What each agent gets as its `config`. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** How much the agents and the caller write into the record; everything unless said. */
  readonly record?: RecordMode;
  /** The date and time at the start, in milliseconds since 1970. */
  readonly startsAtMs?: number;
}

export interface TestMesh extends AsyncDisposable {
  readonly mesh: Mesh;
  readonly agents: readonly RunningAgent[];
  readonly clock: ReturnType<typeof createSimulatedClock>;
  readonly broker: ReturnType<typeof createMemoryBroker>;
  /** Asks and moves the clock until the outcome is there. */
  ask(intent: string, options?: AskOptions): Promise<Outcome>;
  ask<Input extends z.ZodType, Output extends z.ZodType>(
    capability: CapabilityDefinition<Input, Output>,
    options: AskOptions<z.input<Input>>,
  ): Promise<Outcome<z.output<Output>>>;
  /** Moves the clock until the promise settles. */
  settle<Value>(promise: PromiseLike<Value>): Promise<Value>;
}

const stepMs = 5;
const silent = pino({ level: 'silent' });

/** Runs the agents and a caller; every one is ready when it resolves. */
export async function testMesh(
  definitions: readonly AgentDefinition[],
  options: TestMeshOptions = {},
): Promise<TestMesh> {
  const { config = {}, record = 'full', startsAtMs, ...brokerOptions } = options;
  const clock = createSimulatedClock(startsAtMs);
  const broker = createMemoryBroker({ ...brokerOptions, clock });
  const shared = { mesh: 'test', clock, embedder: wordEmbedder(), logger: silent, record };
  const bus = (client: string) => broker.connect({ inboxPrefix: subjects('test').replyPrefix(client) });
  const settle = <Value>(promise: PromiseLike<Value>) => settled(promise, clock);
  const agents: RunningAgent[] = [];
  for (const [index, definition] of definitions.entries()) {
    const instance = `i${index}`;
    agents.push(await settle(runAgent(definition, { ...shared, bus: bus(instance), instance, config })));
  }
  const mesh = await settle(connect({ ...shared, bus: bus('caller') }));
  const dispose = async () => {
    await settle(mesh.close());
    await settle(Promise.all(agents.map((agent) => agent.stop())));
    await broker.stop();
  };
  return {
    mesh,
    agents,
    clock,
    broker,
    settle,
    ask: ((what: string, asked?: AskOptions) => settle(mesh.ask(what, asked).outcome)) as TestMesh['ask'],
    [Symbol.asyncDispose]: dispose,
  };
}

async function settled<Value>(promise: PromiseLike<Value>, clock: TestMesh['clock']): Promise<Value> {
  let done = false;
  const finish = () => {
    done = true;
  };
  promise.then(finish, finish);
  const until = clock.now() + 2 * defaults.withinMs;
  while (!done) {
    if (clock.now() > until) throw new Error(`Nothing came of it in ${2 * defaults.withinMs} simulated ms.`);
    await clock.advance(stepMs);
  }
  return await promise;
}
