// `connect`: the door of a caller. It is ready when the local replica of the adverts is, so that the first ask already
// knows everybody.

import { createAdapter } from '@parley/adaptation';
import { type Bus, BusError, type Clock, systemClock } from '@parley/bus';
import { connectNats } from '@parley/bus/nats';
import type { ConversationView } from '@parley/conversation';
import { createMeshEmbedder, openReplica, type Replica, watchPresence } from '@parley/discovery';
import { createWorkerEmbedder, type Embedder, type EmbedderInfo, resolveModel } from '@parley/embeddings';
import {
  assertToken,
  type Control,
  type Down,
  decode,
  defaults,
  ParleyError,
  partsOfAddress,
  subjects,
} from '@parley/protocol';
import { type Logger, pino } from 'pino';
import type { z } from 'zod';
import { type Asking, askCapability, askIntent, contractAsker } from './ask.ts';
import type { AskOptions } from './ask-options.ts';
import { askBundle, type BundleOptions, type BundleOutcome, type BundlePart } from './bundle.ts';
import type { CapabilityDefinition } from './capability.ts';
import { Circuits } from './circuits.ts';
import { Clearing } from './clearing.ts';
import type { StandingContract } from './contract/contract.ts';
import { type ContractOptions, contractPlan } from './contract/contract-options.ts';
import { OpenContract } from './contract/standing-contract.ts';
import { winnerOf } from './contract/winning.ts';
import { type ControlAnswer, type ControlOptions, sendControl } from './control.ts';
import { dryRun } from './dry-run.ts';
import { messageIds, newInstanceId } from './ids.ts';
import { type InstanceReport, type InstancesOptions, listInstances } from './instances.ts';
import { Outages } from './outages.ts';
import { type RecordMode, recorderOf } from './recording.ts';
import { Reputation } from './reputation/reputation.ts';
import { type HeardSignal, listenToSignals, sendSignal, type Told } from './signals.ts';
import type { World } from './world.ts';

export interface ConnectOptions {
  /** Where the broker is; the local default port unless said. */
  readonly servers?: string | readonly string[];
  /** A connection of one's own making, instead of `servers`; it is then not closed by `close`. */
  readonly bus?: Bus;
  /** The mesh's name: many meshes may share a broker. */
  readonly mesh?: string;
  /** A bundled model's name, or another's with its folder. */
  readonly model?: string;
  readonly modelDir?: string;
  /** An embedder of one's own, instead of the mesh's service and the local worker. */
  readonly embedder?: Embedder;
  readonly clock?: Clock;
  /**
   * Whose experience with agents this client's is: it is kept in the mesh under this name, and is this client's own again
   * after a restart. Without a name it is that of a stranger then.
   */
  readonly name?: string;
  /** Who speaks, as `agent/instance`; a client with a random name unless said. */
  readonly address?: string;
  /**
   * Awards tasks that are open at the same time together: whose bids are in waits for the others, at most so many
   * milliseconds, and then the assignment is the best for all of them, by their own scores and limits and the bidders' free
   * slots. Unless said, each task is awarded by itself.
   */
  readonly clearWithinMs?: number;
  /** How much of each conversation is written into the mesh's record; everything unless said. */
  readonly record?: RecordMode;
  readonly logger?: Logger;
  /** How long to wait for the broker and the first list of adverts. */
  readonly readyWithinMs?: number;
}

/** Longer, and the bids that wait are no longer fresh. */
const clearWithinMsMax = 10_000;

/** A client of one mesh. Use `await using`, or `close` it. */
export interface Mesh extends AsyncDisposable {
  readonly name: string;
  /** The embedding space intents are compared in. */
  readonly embedder: EmbedderInfo;
  /** Asks by words. @throws ParleyError `bad-intent`, `bad-options`, `deadline-past`, before anything is sent */
  ask(intent: string, options?: AskOptions): Asking;
  /** Asks for a capability by its definition, with a typed input and output. */
  ask<Input extends z.ZodType, Output extends z.ZodType>(
    capability: CapabilityDefinition<Input, Output>,
    options: AskOptions<z.input<Input>, z.output<Output>>,
  ): Asking<z.output<Output>>;
  /**
   * Who would do it, and why the others would not: bids without an award. Nothing is held, recorded or counted.
   * @throws ParleyError as `ask`
   */
  dryRun(intent: string, options?: AskOptions): Promise<ConversationView>;
  /**
   * Several asks that are awarded together or not at all: `mesh.bundle({ truck: { what: 'rent a truck' }, driver: ... })`.
   * @throws ParleyError `bad-options`, and as `ask`
   */
  bundle<Name extends string>(
    parts: Readonly<Record<Name, BundlePart>>,
    options?: BundleOptions,
  ): Promise<BundleOutcome<Name>>;
  /**
   * Negotiates once, for many calls: `await using contract = await mesh.contract(convert, { input: example })`, and then
   * `contract.call(input)` goes straight to the agent that won. See docs/contracts.md.
   * @throws ParleyError `no-contract` where nobody would, with the reason; `bad-options`, and as `ask`
   */
  contract(intent: string, options?: ContractOptions): Promise<StandingContract>;
  contract<Input extends z.ZodType, Output extends z.ZodType>(
    capability: CapabilityDefinition<Input, Output>,
    options: ContractOptions<z.input<Input>>,
  ): Promise<StandingContract<z.input<Input>, z.output<Output>>>;
  /** Who advertises what, as this client's replica has it. */
  capabilities(): ReturnType<Replica['capabilities']>;
  /** Every advertised instance with what it says of itself; listens for at most `waitMs`. */
  instances(options?: InstancesOptions): Promise<readonly InstanceReport[]>;
  /**
   * An operator's word to one instance of an agent, or to all and their keepers: `drain`, `resume`, `stop`, `restart`,
   * `quarantine`. No answer means that nobody is concerned. @throws ParleyError `bad-token`
   */
  control(
    agent: string,
    instance: string | 'all',
    action: Control['action'],
    options?: ControlOptions,
  ): Promise<readonly ControlAnswer[]>;
  /** Tells all who listen to the topic now. @throws ParleyError `bad-token`, `wrong-schema`, `payload-too-large` */
  signal(topic: string, told: Told): void;
  /** Calls `handler` for every signal on the topic from now on. @throws ParleyError `bad-token` */
  onSignal(topic: string, handler: (signal: HeardSignal) => void): { close(): void };
  /** Tells of every change of the adverts. */
  onChange(handler: () => void): { close(): void };
  close(): Promise<void>;
}

/**
 * Connects to a mesh and waits until it is known who is there.
 * @throws ParleyError `no-broker` where no broker answers, `no-mesh` where the adverts cannot be listed in time,
 * `bad-token` for a bad mesh name; EmbeddingError for a model that is missing or corrupt
 */
export async function connect(options: ConnectOptions = {}): Promise<Mesh> {
  const { mesh = 'default', clock = systemClock, readyWithinMs = 5_000, record = 'full' } = options;
  const at = subjects(mesh);
  const log = options.logger ?? pino({ name: 'parley-mesh', level: 'warn' }, pino.destination({ fd: 2, sync: true }));
  const client = newInstanceId();
  // What was opened here, closed in the opposite order: at the end, or where the rest cannot be opened.
  const opened: (() => unknown)[] = [];
  const close = async () => {
    for (const each of opened.splice(0).reverse()) await each();
  };
  try {
    const bus = options.bus ?? (await busTo(options.servers, at.replyPrefix(client), readyWithinMs));
    if (options.bus === undefined) opened.push(() => bus.close());
    const embedder = options.embedder ?? meshEmbedder(bus, mesh, options);
    if (options.embedder === undefined) opened.push(() => embedder.close());
    const replica = await openReplica(bus, { mesh, embedder, clock, onProblem: (problem) => log.warn(problem) });
    opened.push(() => replica.close());
    const address = options.address ?? `client/${client}`;
    const recorder = recorderOf(record, { bus, mesh, address, clock, replica, log });
    opened.push(() => recorder?.close());
    const reputation = new Reputation({ bus, mesh, clock, log, ...reporterOf(options, client) });
    opened.push(() => reputation.close());
    const outages = new Outages(bus, clock);
    opened.push(() => outages.close());
    const world: World = {
      bus,
      subjects: at,
      address,
      name: options.name,
      clock,
      replica,
      embedder,
      adapter: createAdapter({ embedder }),
      log,
      reputation,
      circuits: new Circuits(),
      outages,
      clearing: clearingOf(options, clock),
      recorder,
      open: new Set(),
      nextId: messageIds(),
    };
    opened.push(followDowns(world));
    await within(replica.ready, readyWithinMs, clock);
    return meshOf(world, mesh, close);
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

function clearingOf({ clearWithinMs }: ConnectOptions, clock: Clock): Clearing | undefined {
  if (clearWithinMs === undefined) return undefined;
  if (!(clearWithinMs >= 0 && clearWithinMs <= clearWithinMsMax)) {
    const message = `clearWithinMs is ${clearWithinMs}: give milliseconds, at most ${clearWithinMsMax}.`;
    throw new ParleyError('bad-options', message);
  }
  return new Clearing(clock, clearWithinMs);
}

function reporterOf({ name, address }: ConnectOptions, client: string): { reporter: string; instance: string } {
  if (name !== undefined) return { reporter: assertToken(name, "a caller's name"), instance: client };
  if (address === undefined) return { reporter: client, instance: client };
  const { agent, instance } = partsOfAddress(address);
  return { reporter: agent, instance };
}

/** Returns what ends it: conversations under way are settled then. */
function followDowns(world: World): () => void {
  const downs = world.bus.subscribe(world.subjects.presences('down'), ({ data }) => {
    const decoded = decode(data);
    if (decoded.ok && decoded.message.performative === 'down') onDown(world, decoded.message.body);
  });
  return () => {
    downs.close();
    for (const conversation of world.open) conversation.closed();
  };
}

function meshOf(world: World, name: string, close: () => Promise<void>): Mesh {
  return {
    name,
    get embedder() {
      return world.embedder.info;
    },
    ask: ((what: string | CapabilityDefinition, options: AskOptions = {}) =>
      typeof what === 'object' ? askCapability(world, what, options) : askIntent(world, what, options)) as Mesh['ask'],
    dryRun: (intent, options = {}) => dryRun(world, intent, options),
    bundle(parts, options = {}) {
      return askBundle((what, given) => this.ask(what as string, given), parts, options);
    },
    contract: (async (what: string | CapabilityDefinition, options: ContractOptions = {}) => {
      const plan = contractPlan(options);
      const contract = new OpenContract(world, plan, winnerOf(world, plan, contractAsker(world, what, plan.terms)));
      await contract.begin();
      return contract;
    }) as Mesh['contract'],
    capabilities: () => world.replica.capabilities(),
    instances: (options = {}) =>
      listInstances(
        world.replica,
        watchPresence(world.bus, { mesh: name, clock: world.clock }),
        { waitMs: 2 * defaults.beatMs, everybody: false, ...options },
        world.clock,
      ),
    async control(agent, instance, action, options = {}) {
      if (instance !== 'all') return await sendControl(world, agent, [instance], action, options);
      const known = (await this.instances({ everybody: true }))
        .filter((each) => each.agent === agent)
        .map((each) => each.instance);
      return await sendControl(world, agent, ['all', ...known], action, options);
    },
    signal: (topic, told) => sendSignal(world, topic, told),
    onSignal: (topic, handler) => listenToSignals(world, topic, handler),
    onChange: (handler) => world.replica.onChange(handler),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function onDown(world: World, down: Down): void {
  world.replica.forget(down.agent, down.instance);
  for (const conversation of world.open) conversation.down(down);
}

function meshEmbedder(bus: Bus, mesh: string, { model, modelDir }: ConnectOptions): Embedder {
  const resolved = resolveModel({
    ...(model === undefined ? {} : { model }),
    ...(modelDir === undefined ? {} : { modelDir }),
  });
  return createMeshEmbedder(bus, { mesh, model: resolved, local: () => createWorkerEmbedder({ model: resolved }) });
}

async function busTo(servers: ConnectOptions['servers'], inboxPrefix: string, connectTimeoutMs: number): Promise<Bus> {
  const list =
    servers === undefined ? ['nats://127.0.0.1:4222'] : typeof servers === 'string' ? [servers] : [...servers];
  try {
    return await connectNats({ servers: list, name: 'parley-mesh', inboxPrefix, connectTimeoutMs });
  } catch (thrown) {
    if (!(thrown instanceof BusError)) throw thrown;
    const message = `No broker answers at ${list.join(', ')}: start the mesh with "npx parley up", or set NATS_URL.`;
    throw new ParleyError('no-broker', message, { cause: thrown });
  }
}

async function within(ready: Promise<void>, ms: number, clock: Clock): Promise<void> {
  let timer: unknown;
  const late = new Promise<never>((_, reject) => {
    const message = `The adverts could not be listed within ${ms} ms: is JetStream enabled at the broker?`;
    timer = clock.setTimeout(() => reject(new ParleyError('no-mesh', message)), ms);
  });
  try {
    await Promise.race([ready, late]);
  } finally {
    clock.clearTimeout(timer);
  }
}
