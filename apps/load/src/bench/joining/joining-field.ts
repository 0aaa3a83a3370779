// Joining, measured: a fresh mesh with a real supervisor and four replicas in processes of their own; so many agents
// start at the same moment, first where nothing is embedded yet, then, after all have left, with their vectors cached.
// After the second time everybody stays, and the supervisor's processor time is taken.

import { setTimeout as delay } from 'node:timers/promises';
import type { Order } from '../order.ts';
import { SupervisorProcess } from '../supervisor-process.ts';
import { WorkerProcess } from '../worker-process.ts';
import { type Joining, replicaCount } from './joining-plan.ts';

export interface JoiningRun {
  /** From the word to start until all adverts are in every replica. */
  readonly coldMs: number;
  readonly cachedMs: number;
  /** Agents missing in a replica at any time while all stayed. */
  readonly lost: number;
  /** The supervisor's processor time while everybody only beats, as a share of one core. */
  readonly heartbeatShare: number;
}

const joinWithinMs = 120_000;
const leaveWithinMs = 60_000;
/**
 * What joining leaves to be done (adverts are verified in the background, which embeds their texts again) shall not be
 * counted as heartbeats: they are listened to when the supervisor's embedder has had next to nothing to do for a second,
 * or at the latest after so many.
 */
const settleSecondsMax = 60;
const idleShareMax = 0.05;

export class JoiningField {
  readonly #servers: string;
  readonly #crowds: readonly WorkerProcess[];
  readonly #onlookers: readonly WorkerProcess[];
  #meshes = 0;

  private constructor(servers: string, crowds: readonly WorkerProcess[], onlookers: readonly WorkerProcess[]) {
    this.#servers = servers;
    this.#crowds = crowds;
    this.#onlookers = onlookers;
  }

  static async open(servers: string, crowdCount: number): Promise<JoiningField> {
    const started: WorkerProcess[] = [];
    const start = async (name: string, module: string, options: Order['options']) => {
      const worker = await WorkerProcess.start(name, { module, servers, group: 'bench', options }, []);
      started.push(worker);
      return worker;
    };
    try {
      const crowds = await inTurn(crowdCount, (number) => start(`crowd-${number}`, './parley/crowd.ts', {}));
      const onlookers = await inTurn(replicaCount, (number) =>
        start(`onlooker-${number}`, './parley/onlooker.ts', { number }),
      );
      return new JoiningField(servers, crowds, onlookers);
    } catch (thrown) {
      await Promise.all(started.map((each) => each.close()));
      throw thrown;
    }
  }

  /** @throws Error where somebody does not join or leave in time */
  async run({ agents, processes }: Joining, beatForMs: number): Promise<JoiningRun> {
    this.#meshes += 1;
    const mesh = `joining-${this.#meshes}`;
    const supervisor = await SupervisorProcess.start({ servers: this.#servers, mesh });
    try {
      await this.#onlookersDo('watch', { mesh });
      const crowds = this.#crowds.slice(0, Math.min(processes, agents));
      const join = () => this.#join(crowds, mesh, agents);
      const coldMs = await join();
      await this.#leave(crowds);
      const cachedMs = await join();
      await settled(supervisor);
      const before = await supervisor.spent();
      const fewest = await this.#onlookersDo('fewest', { duringMs: beatForMs });
      const spentUs = (await supervisor.spent()).spentUs - before.spentUs;
      await this.#leave(crowds);
      return {
        coldMs,
        cachedMs,
        lost: agents - Math.min(...(fewest as number[])),
        heartbeatShare: spentUs / 1_000 / beatForMs,
      };
    } finally {
      await supervisor.close();
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#crowds.map((each) => each.close()));
    await Promise.all(this.#onlookers.map((each) => each.close()));
  }

  async #join(crowds: readonly WorkerProcess[], mesh: string, agents: number): Promise<number> {
    const each = Math.ceil(agents / crowds.length);
    const startMs = performance.now();
    const joined = Promise.all(
      crowds.map((crowd, i) => {
        const first = i * each;
        return crowd.command('join', { mesh, first, count: Math.min(each, agents - first) }, joinWithinMs);
      }),
    );
    await Promise.all([this.#seen(agents, joinWithinMs), joined]);
    return performance.now() - startMs;
  }

  async #leave(crowds: readonly WorkerProcess[]): Promise<void> {
    await Promise.all(crowds.map((crowd) => crowd.command('leave', null, leaveWithinMs)));
    await this.#seen(0, leaveWithinMs);
  }

  async #seen(count: number, withinMs: number): Promise<void> {
    const seen = await this.#onlookersDo('await', { count, withinMs });
    if (!seen.every(Boolean)) throw new Error(`not every replica had ${count} agents within ${withinMs} ms`);
  }

  #onlookersDo(command: string, argument: unknown): Promise<unknown[]> {
    const extraMs = 30_000;
    return Promise.all(this.#onlookers.map((each) => each.command(command, argument, joinWithinMs + extraMs)));
  }
}

async function inTurn<Item>(count: number, make: (number: number) => Promise<Item>): Promise<Item[]> {
  const made: Item[] = [];
  for (let number = 1; number <= count; number += 1) made.push(await make(number));
  return made;
}

async function settled(supervisor: SupervisorProcess): Promise<void> {
  const ofEmbedder = async () => {
    const { spentUs, mainThreadUs } = await supervisor.spent();
    return spentUs - mainThreadUs;
  };
  for (let second = 0, before = await ofEmbedder(); second < settleSecondsMax; second += 1) {
    await delay(1_000);
    const now = await ofEmbedder();
    if (now - before < idleShareMax * 1_000_000) return;
    before = now;
  }
}
