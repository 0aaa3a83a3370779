// One agent that is kept up: its machine decides, this runs what it decides, and replaces a running process by a new one
// without a gap: the new one is ready before the old one drains, and where it does not start the old one goes on.

import { basename } from 'node:path';
import { type Actor, createActor, waitFor } from 'xstate';
import { AgentProcess, type Identity, type ProcessEnd, type ProcessSetting } from './agent-process.ts';
import { childMachine } from './child-machine.ts';
import type { RestartPolicy } from './restart-policy.ts';
import { type StartFailure, startFailure } from './start-failure.ts';

export interface KeptSetting extends Omit<ProcessSetting, 'folder'> {
  readonly policy: RestartPolicy;
  /** Told when it runs again after an end, or as a replacement. */
  readonly onRestarted: (now: Identity, before: Identity | undefined, afterMs: number) => void;
}

/** What is kept: a package, and which of its instances. */
export interface KeptEntry {
  /** The package's name, with `#2` for its second instance. */
  readonly name: string;
  readonly folder: string;
  /** The file it exports. */
  readonly entry: string;
}

export class KeptAgent {
  readonly name: string;
  readonly entry: KeptEntry;
  #setting: KeptSetting;
  readonly #actor: Actor<typeof childMachine>;
  #current: AgentProcess | undefined;
  #successor: AgentProcess | undefined;
  /** Replaced, and still draining. */
  readonly #retired = new Set<Promise<void>>();
  #before: { readonly identity: Identity; readonly endedAtMs: number } | undefined;
  #failure: StartFailure | undefined;
  #quarantinedBy: string | undefined;

  constructor(entry: KeptEntry, setting: KeptSetting) {
    this.name = entry.name;
    this.entry = entry;
    this.#setting = { ...setting, log: setting.log.child({ package: entry.name }) };
    const machine = childMachine.provide({
      actions: {
        spawn: () => this.#spawn(),
        end: () => this.#stopProcesses(),
        tooSlow: () => this.#current?.tooSlow(setting.policy.startMs),
        tellQuarantine: () => this.#tellQuarantine(),
      },
    });
    this.#actor = createActor(machine, { input: setting.policy });
  }

  /** What its next process is told; its restart policy stays as it was. */
  configure({ order }: Pick<KeptSetting, 'order'>): void {
    this.#setting = { ...this.#setting, order };
  }

  /** `starting`, `running`, `backing-off`, `leaving`, `returning`, `quarantined`, `ended`, `stopping` or `stopped`. */
  get state(): string {
    return this.#actor.getSnapshot().value;
  }

  /** Who it is, where it runs. */
  get identity(): Identity | undefined {
    return this.state === 'running' ? this.#current?.identity : undefined;
  }

  get pid(): number | undefined {
    return this.#current?.pid;
  }

  /** The agent's own name, as it last said it; its folder's until then. */
  get agent(): string {
    return this.#current?.identity?.agent ?? this.#before?.identity.agent ?? basename(this.entry.folder);
  }

  get failure(): StartFailure | undefined {
    return this.#actor.getSnapshot().hasTag('idle') ? this.#failure : undefined;
  }

  start(): void {
    this.#actor.start();
  }

  /** Resolves when it runs, or will not by itself. @returns why it does not run, if it does not */
  async settled(): Promise<StartFailure | undefined> {
    const snapshot = await waitFor(
      this.#actor,
      (each) => each.matches('running') || each.hasTag('idle') || each.status === 'done',
    );
    if (snapshot.matches('running')) return undefined;
    const stopped = { agent: this.name, reason: 'it was stopped', hint: 'Start the mesh again.', lastLines: [] };
    return this.#failure ?? stopped;
  }

  /** Asks it to drain and end, and makes it end where it does not. */
  async stop(): Promise<void> {
    if (this.#actor.getSnapshot().status === 'done') return;
    this.#actor.send({ type: 'stop' });
    await waitFor(this.#actor, (each) => each.status === 'done');
    await Promise.all(this.#retired);
  }

  quarantine(reason: string): void {
    this.#quarantinedBy = reason;
    this.#actor.send({ type: 'quarantine' });
  }

  /** Starts one that is in quarantine, ended or waiting for its restart. */
  resume(): void {
    this.#quarantinedBy = undefined;
    this.#actor.send({ type: 'resume' });
  }

  /** A new process in the place of the running one; one that does not run is started. */
  replace(why: string): void {
    const { log, policy } = this.#setting;
    if (this.state !== 'running') return this.resume();
    this.#successor?.kill();
    log.info(`${this.name} is started anew: ${why}`);
    const successor: AgentProcess = this.#process(
      {
        ready: () => {
          clearTimeout(timer);
          this.#succeed(successor);
        },
        ended: (end) => {
          clearTimeout(timer);
          if (this.#current === successor) this.#ended(end);
          else if (this.#successor === successor) this.#notSucceeded(end);
        },
      },
      true,
    );
    const timer = setTimeout(() => successor.tooSlow(policy.startMs), policy.startMs);
    this.#successor = successor;
  }

  /** Kills the process at once; what follows is its policy's. */
  kill(): void {
    this.#current?.kill();
  }

  #succeed(successor: AgentProcess): void {
    if (this.#successor !== successor) return;
    const old = this.#current;
    this.#current = successor;
    this.#successor = undefined;
    if (old !== undefined) this.#retire(old);
    this.#setting.onRestarted(successor.identity!, old?.identity, 0);
  }

  #retire(old: AgentProcess): void {
    old.stop();
    const gone = old.gone.then(() => void this.#retired.delete(gone));
    this.#retired.add(gone);
  }

  #notSucceeded(end: ProcessEnd): void {
    this.#successor = undefined;
    const { reason, hint, lastLines } = this.#failureOf(end);
    const text = `${this.name} stays as it was, since the new one does not start: ${reason}`;
    this.#setting.log.error({ hint, lastLines }, text);
  }

  #spawn(): void {
    this.#failure = undefined;
    const spawned: AgentProcess = this.#process({
      ready: () => {
        this.#actor.send({ type: 'ready' });
        const { identity } = spawned;
        if (this.#before === undefined || identity === undefined) return;
        const afterMs = performance.now() - this.#before.endedAtMs;
        this.#setting.onRestarted(identity, this.#before.identity, afterMs);
      },
      ended: (end) => {
        if (this.#current === spawned) this.#ended(end);
      },
    });
    this.#current = spawned;
  }

  #process(handlers: { ready(): void; ended(end: ProcessEnd): void }, replacing = false): AgentProcess {
    const order = replacing ? { ...this.#setting.order, replacing } : this.#setting.order;
    return new AgentProcess({ ...this.#setting, order, folder: this.entry.folder }, handlers);
  }

  #stopProcesses(): void {
    this.#successor?.kill();
    this.#successor = undefined;
    this.#current?.stop();
  }

  #ended(end: ProcessEnd): void {
    const identity = this.#current?.identity;
    if (identity !== undefined) this.#before = { identity, endedAtMs: end.atMs };
    // The one that was to take over does so a moment earlier, by the usual way.
    this.#successor?.kill();
    this.#successor = undefined;
    const isAsked = ['stopping', 'leaving', 'returning'].includes(this.state);
    if (!isAsked) {
      this.#failure = this.#failureOf(end);
      const { reason, hint, lastLines } = this.#failure;
      if (!end.wasReady) this.#setting.log.error({ hint, lastLines }, `${this.name} does not start: ${reason}`);
    }
    this.#actor.send({ type: 'exited', atMs: end.atMs, inOrder: end.inOrder, hopeless: end.hopeless });
  }

  #failureOf(end: ProcessEnd): StartFailure {
    return startFailure(this.name, this.entry.entry, end);
  }

  #tellQuarantine(): void {
    const { log } = this.#setting;
    if (this.#quarantinedBy !== undefined) {
      log.warn(`${this.name} is in quarantine: ${this.#quarantinedBy}`);
      this.#failure = {
        agent: this.name,
        reason: `it is in quarantine: ${this.#quarantinedBy}`,
        hint: `"npx parley resume ${this.agent}" takes it out.`,
        lastLines: [],
      };
      return;
    }
    const { reason, hint, lastLines } = this.#failure ?? { reason: 'it keeps ending', hint: '', lastLines: [] };
    const way = `"npx parley resume ${this.agent}" tries again.`;
    log.error({ hint, lastLines }, `${this.name} is in quarantine: ${reason}. ${way}`);
  }
}
