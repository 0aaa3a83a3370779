// `runAgent`: one instance of an agent on a bus. It subscribes before it advertises, and it withdraws before it stops,
// so that nobody is called who cannot answer.

import { createAdapter } from '@parley/adaptation';
import { type Clock, systemClock } from '@parley/bus';
import { createOnce, createStore } from '@parley/ledger';
import { messageIds, newInstanceId, type RecordMode } from '@parley/mesh';
import { addressOf, assertToken, buckets, defaults, type LifecycleState, subjects } from '@parley/protocol';
import { type Logger, pino } from 'pino';
import { announce } from './announcing.ts';
import { Contracts } from './contracts/contracts.ts';
import type { AgentDefinition } from './definition.ts';
import { type DoorOptions, openDoors } from './doors.ts';
import { Farewells } from './farewells.ts';
import { Inbox } from './inbox.ts';
import type { Instance } from './instance.ts';
import type { InstanceDoors } from './instance-doors.ts';
import { InstanceLife } from './instance-life.ts';
import { Mailbox } from './mailbox.ts';
import { OwnClient } from './own-client.ts';
import { Participations } from './participations.ts';
import { recorderOf } from './recording.ts';
import { Slots } from './slots.ts';
import { start } from './starting.ts';

export interface RunOptions extends DoorOptions {
  readonly mesh?: string;
  /** This replica's name; random unless said. */
  readonly instance?: string;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly clock?: Clock;
  readonly logger?: Logger;
  /** How much of its part in each conversation is written into the mesh's record; everything unless said. */
  readonly record?: RecordMode;
  /** It takes the place of another instance, of whatever version: the two may differ while both are there. */
  readonly replacing?: boolean;
  /** How long work under way may take at a stop. */
  readonly drainMs?: number;
  /** Told when it has stopped, by whomever. */
  readonly onStopped?: () => void;
}

export interface RunningAgent extends AsyncDisposable {
  readonly agent: string;
  readonly instance: string;
  readonly state: LifecycleState;
  /** Takes nothing new, finishes what is under way within `drainMs`, says goodbye. */
  stop(reason?: string): Promise<void>;
}

/**
 * Runs one instance; resolves when it is advertised.
 * @throws ParleyError `no-broker`, `duplicate-instance`, `conflicting-adverts`, `bad-token`; EmbeddingError; what the
 * agent's `start` throws
 */
export async function runAgent(definition: AgentDefinition, options: RunOptions = {}): Promise<RunningAgent> {
  const { mesh = 'default', clock = systemClock, config = {}, drainMs = 10_000, record = 'full' } = options;
  const name = assertToken(options.instance ?? newInstanceId(), "an instance's name");
  const at = subjects(mesh);
  const doors = await openDoors(options, {
    mesh,
    inboxPrefix: at.replyPrefix(name),
    who: `Agent "${definition.name}"`,
    name: `parley-agent-${definition.name}`,
  });
  const { bus, embedder } = doors;
  const log = (options.logger ?? pino({ name: definition.name, level: 'info' }, pino.destination(2))).child({
    instance: name,
  });
  const recorder = recorderOf(record, { bus, mesh, definition, instance: name, clock, log });
  const farewells = new Farewells(clock);
  const address = addressOf(definition.name, name);
  const client = new OwnClient({ bus, mesh, clock, embedder, logger: log, record, address });
  const stopping = new AbortController();
  try {
    const bucket = await bus.keyValue(buckets(mesh).store);
    const participations = new Participations();
    const life = new InstanceLife(clock);
    const parts: InstanceDoors = {
      definition,
      instance: name,
      address,
      bus,
      subjects: at,
      clock,
      slots: new Slots(definition.slots, () => life.onSlots(parts.slots)),
      config,
      store: createStore(bucket, definition.name),
      once: createOnce(bucket),
      log,
      recorder,
      farewells,
      client,
      adapter: createAdapter({ embedder }),
      nextId: messageIds(),
    };
    const instance: Instance = { ...parts, contracts: new Contracts(parts) };
    await start(instance, stopping.signal);
    const inbox = new Inbox(instance, new Mailbox(defaults.mailbox), participations, life);
    const announcement = await announce(instance, life, embedder, {
      replacing: options.replacing ?? false,
      handle: (message) => inbox.handle(message),
    });
    life.begin(instance, participations, announcement, {
      drainMs,
      release: async () => {
        stopping.abort(new Error('the agent stops'));
        farewells.close();
        await client.close();
        await recorder?.close();
        await doors.release();
      },
      ...(options.onStopped === undefined ? {} : { onStopped: options.onStopped }),
    });
    return running(instance, life);
  } catch (thrown) {
    stopping.abort(thrown);
    await client.close();
    await recorder?.close();
    await doors.abandon();
    throw thrown;
  }
}

function running(instance: Instance, life: InstanceLife): RunningAgent {
  const stop = (reason = 'it is stopped') => life.stop(reason);
  return {
    agent: instance.definition.name,
    instance: instance.instance,
    get state() {
      return life.state();
    },
    stop,
    [Symbol.asyncDispose]: () => stop(),
  };
}
