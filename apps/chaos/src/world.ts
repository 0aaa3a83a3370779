// The running mesh as the scenes see it: a caller's connection, who is there with which process, what is declared dead,
// and the history that all of it goes into.

import type { Bus } from '@parley/bus';
import { connectNats } from '@parley/bus/nats';
import type { UpReady } from '@parley/cli/up';
import { type PresenceWatch, watchPresence } from '@parley/discovery';
import { connect, type Mesh } from '@parley/mesh';
import { subjects } from '@parley/protocol';
import type { Charge, Happening, HistoryEntry } from './history.ts';

const bankAnswersWithinMs = 10_000;

export class World {
  readonly mesh: Mesh;
  readonly ready: UpReady;
  readonly history: HistoryEntry[] = [];
  readonly #bus: Bus;
  readonly #presence: PresenceWatch;
  readonly #listeners = new Set<() => void>();
  readonly #stop: AbortSignal;

  /** @throws BusError, ParleyError where the mesh does not answer */
  static async open(ready: UpReady, model: string | undefined, stop: AbortSignal): Promise<World> {
    const bus = await connectNats({
      servers: [ready.servers],
      name: 'parley-chaos',
      inboxPrefix: subjects(ready.mesh).replyPrefix('chaos'),
    });
    const mesh = await connect({ servers: ready.servers, mesh: ready.mesh, ...(model === undefined ? {} : { model }) });
    return new World(ready, bus, mesh, stop);
  }

  private constructor(ready: UpReady, bus: Bus, mesh: Mesh, stop: AbortSignal) {
    this.ready = ready;
    this.mesh = mesh;
    this.#bus = bus;
    this.#stop = stop;
    this.#presence = this.#watch();
    mesh.onChange(() => this.#changed());
    stop.addEventListener('abort', () => this.#changed());
  }

  tell(happening: Happening): void {
    this.history.push({ ...happening, atMs: performance.now() });
    this.#changed();
  }

  /** The process of an instance, by its own word. */
  pidOf(address: string): number | undefined {
    return this.#presence.instances().find((each) => `${each.agent}/${each.instance}` === address)?.pid;
  }

  get pids(): readonly number[] {
    return this.#presence.instances().map(({ pid }) => pid);
  }

  get advertised(): ReadonlySet<string> {
    const all = this.mesh
      .capabilities()
      .flatMap(({ agent, instances }) => instances.map(({ instance }) => `${agent}/${instance}`));
    return new Set(all);
  }

  /** Waits until as many instances as were started can be called and have said their pid. */
  async whole(withinMs = 60_000): Promise<void> {
    const due = this.ready.agents.length;
    await this.until('all agents to be there', withinMs, () => {
      const { advertised } = this;
      return advertised.size >= due && [...advertised].every((address) => this.pidOf(address) !== undefined);
    });
  }

  /** Waits until every instance has spoken since now. */
  async heardAll(withinMs = 60_000): Promise<void> {
    const fresh = watchPresence(this.#bus, { mesh: this.ready.mesh });
    const changes = fresh.onChange(() => this.#changed());
    try {
      await this.until('every agent to speak', withinMs, () => fresh.instances().length >= this.ready.agents.length);
    } finally {
      changes.close();
      fresh.close();
    }
  }

  /** Looks at each change whether it is so. @throws Error where it is not in time, or the run is to stop */
  until(what: string, withinMs: number, isSo: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = () => {
        clearTimeout(timer);
        this.#listeners.delete(look);
      };
      const look = () => {
        if (this.#stop.aborted) {
          end();
          reject(this.#stop.reason);
        } else if (isSo()) {
          end();
          resolve();
        }
      };
      const timer = setTimeout(() => {
        end();
        reject(new Error(`Waited ${withinMs / 1_000} s for ${what}.`));
      }, withinMs);
      this.#listeners.add(look);
      look();
    });
  }

  /** A pause that ends with the run. */
  async pause(ms: number): Promise<void> {
    const over = performance.now() + ms;
    const timer = setTimeout(() => this.#changed(), ms);
    await this.until('a pause', ms + 60_000, () => performance.now() >= over - 1).finally(() => clearTimeout(timer));
  }

  /** The bank's own book. */
  async charges(): Promise<readonly Charge[]> {
    const signal = AbortSignal.timeout(bankAnswersWithinMs);
    const response = await fetch(new URL('/charges', this.ready.services.bankUrl), { signal });
    const { charges } = (await response.json()) as { charges: readonly { readonly key?: string }[] };
    return charges.map(({ key = '' }) => ({ conversation: key.replace(/\.charge$/, '') }));
  }

  async close(): Promise<void> {
    this.#presence.close();
    await this.mesh.close();
    await this.#bus.close();
  }

  #watch(): PresenceWatch {
    const watch = watchPresence(this.#bus, {
      mesh: this.ready.mesh,
      onDown: ({ agent, instance, cause }) => this.tell({ type: 'down', address: `${agent}/${instance}`, cause }),
    });
    watch.onChange(() => this.#changed());
    return watch;
  }

  #changed(): void {
    for (const look of [...this.#listeners]) look();
  }
}
