// An instance's life: runs the lifecycle machine and does what its changes mean. Slots fill and empty; an operator or
// the parent drains and stops.

import type { Clock } from '@parley/bus';
import { type LifecycleState, type MessageOf, messageOf } from '@parley/protocol';
import { type Actor, createActor } from 'xstate';
import type { Announcement } from './announcing.ts';
import type { ControlAnswer, Life } from './inbox.ts';
import type { Instance } from './instance.ts';
import { type LifecycleEvent, lifecycleMachine } from './lifecycle.ts';
import type { Participations } from './participations.ts';
import type { Slots } from './slots.ts';

interface Ending {
  readonly drainMs: number;
  /** Frees what the instance owns. */
  release(): Promise<void>;
  onStopped?(): void;
}

export class InstanceLife implements Life {
  readonly #clock: Clock;
  readonly #actor: Actor<typeof lifecycleMachine> = createActor(lifecycleMachine);
  #parts:
    | { instance: Instance; participations: Participations; announcement: Announcement; ending: Ending }
    | undefined;
  #stopping: Promise<void> | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#actor.start();
  }

  state(): LifecycleState {
    return this.#actor.getSnapshot().value;
  }

  /** It is known to the mesh and takes work from now on. */
  begin(instance: Instance, participations: Participations, announcement: Announcement, ending: Ending): void {
    this.#parts = { instance, participations, announcement, ending };
    this.#tell({ type: 'ready' });
  }

  onSlots(slots: Slots): void {
    // Most changes of a slot change nothing here, and a machine's transition is dear for each of two a task.
    if (slots.free > 0 && this.state() !== 'saturated') return;
    this.#tell({ type: slots.free === 0 ? 'full' : 'free' });
  }

  control({ body: { action, reason } }: MessageOf<'control'>): ControlAnswer | undefined {
    const log = this.#parts?.instance.log;
    const done = (work: Promise<void>): ControlAnswer => {
      log?.info({ action, reason }, 'control');
      work.catch((thrown: unknown) => log?.error({ action }, messageOf(thrown)));
      return { performative: 'agree', body: { etaMs: 0 } };
    };
    const refuse = (text: string): ControlAnswer => ({ performative: 'refuse', body: { code: 'declined', text } });
    const state = this.state();
    switch (action) {
      case 'drain':
        if (state === 'draining' || state === 'stopped') return refuse('it is draining already');
        return done(this.#drain());
      case 'resume':
        if (this.#stopping !== undefined) return refuse('it is stopping');
        return state === 'draining' ? done(this.#resume()) : refuse(`it is not draining: it is ${state}`);
      case 'stop':
        return done(this.stop(reason ?? 'an operator stopped it'));
      // These are its keeper's to do and to answer.
      case 'restart':
      case 'quarantine':
        return undefined;
    }
  }

  /** Drains, then stops; a second call waits for the first. */
  async stop(reason: string): Promise<void> {
    this.#stopping ??= this.#stop(reason);
    await this.#stopping;
  }

  async #drain(): Promise<void> {
    if (this.#parts === undefined || this.state() === 'draining' || this.state() === 'stopped') return;
    this.#tell({ type: 'drain' });
    const { instance, participations, announcement } = this.#parts;
    // What is only bid for can be given up at once: an award that comes now is refused and goes to the next in rank.
    for (const each of participations.open()) if (!each.working) each.tell({ type: 'stop', reason: 'it is draining' });
    void instance.contracts.drained();
    await announcement.withdraw();
  }

  async #resume(): Promise<void> {
    if (this.#parts === undefined || this.state() !== 'draining' || this.#stopping !== undefined) return;
    await this.#parts.announcement.advertise();
    this.#parts.instance.contracts.resume();
    this.#tell({ type: 'resume' });
    this.onSlots(this.#parts.instance.slots);
  }

  async #stop(reason: string): Promise<void> {
    if (this.#parts === undefined) return;
    const { participations, announcement, ending, instance } = this.#parts;
    // A broker that is gone must not keep the process alive.
    await this.#drain().catch((thrown) => instance.log.warn({ err: thrown }, 'its adverts could not be withdrawn'));
    await this.#emptied([participations.emptied(), instance.contracts.drained()], ending.drainMs);
    instance.contracts.close(reason);
    for (const each of participations.open()) each.tell({ type: 'stop', reason });
    this.#tell({ type: 'stop' });
    await announcement.close().catch((thrown) => instance.log.warn({ err: thrown }, 'it could not say goodbye'));
    await ending.release();
    ending.onStopped?.();
  }

  async #emptied(parts: readonly Promise<void>[], drainMs: number): Promise<void> {
    let timer: unknown;
    const late = new Promise<void>((resolve) => {
      timer = this.#clock.setTimeout(resolve, drainMs);
    });
    await Promise.race([Promise.all(parts), late]);
    this.#clock.clearTimeout(timer);
  }

  #tell(event: LifecycleEvent): void {
    const before = this.state();
    this.#actor.send(event);
    if (this.state() !== before) this.#parts?.announcement.changed();
  }
}
