// The keeper: owns the agents' processes. It sees an exit at once, tells the mesh, takes the dead one's adverts down and
// starts it anew; and it stops all of them in order, first by asking, then by force.

import { fileURLToPath } from 'node:url';
import type { Bus } from '@parley/bus';
import { publishDown, removeAdverts } from '@parley/discovery';
import { messageOf } from '@parley/protocol';
import type { Logger } from 'pino';
import { type Actor, createActor, waitFor } from 'xstate';
import { type ChildLimits, childMachine } from './child-machine.ts';
import { Child, type ChildHandlers } from './child-process.ts';
import type { AgentEntry } from './roster.ts';
import { isHopeless, type SeenEnd, type StartFailure, startFailure } from './start-failure.ts';

const hostEntry = fileURLToPath(import.meta.resolve('@parley/agent/host'));
/** Of the time an agent has to end, what is kept for its goodbye after the drain; half at most. */
const goodbyeMs = 4_000;

/** What every agent is told. */
export interface AgentOrder {
  readonly servers: string;
  readonly mesh: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly model?: string;
  readonly modelDir?: string;
}

/** Everything a kept agent shares with its siblings. */
export interface KeeperSetting {
  readonly order: AgentOrder;
  readonly limits: ChildLimits;
  /** From SIGTERM to SIGKILL. */
  readonly shutdownMs: number;
  readonly bus: Bus;
  readonly log: Logger;
  readonly env: NodeJS.ProcessEnv;
}

export class KeptAgent {
  readonly name: string;
  readonly #entry: AgentEntry;
  readonly #limits: ChildLimits;
  readonly #shutdownMs: number;
  readonly #order: AgentOrder;
  readonly #bus: Bus;
  readonly #log: Logger;
  readonly #env: NodeJS.ProcessEnv;
  readonly #actor: Actor<typeof childMachine>;
  #child: Child | undefined;
  #alive: { readonly agent: string; readonly instance: string } | undefined;
  #answer: SeenEnd['answer'];
  #isTooSlow = false;
  #failure: StartFailure | undefined;

  constructor(entry: AgentEntry, { order, limits, shutdownMs, bus, log, env }: KeeperSetting) {
    this.name = entry.name;
    this.#entry = entry;
    this.#limits = limits;
    this.#shutdownMs = shutdownMs;
    this.#order = order;
    this.#bus = bus;
    this.#log = log.child({ agent: entry.name });
    this.#env = env;
    const machine = childMachine.provide({
      actions: {
        spawn: () => this.#spawn(),
        // The pipe stays open, so that it sees our own end while it drains.
        end: () => this.#child?.kill('SIGTERM'),
        tooSlow: () => {
          this.#isTooSlow = true;
          this.#child?.kill('SIGKILL');
        },
        giveUp: () => this.#log.error({ ...this.#failure }, `${this.name} is given up: ${this.#failure?.reason}`),
      },
    });
    this.#actor = createActor(machine, { input: limits });
  }

  start(): void {
    this.#actor.start();
  }

  /** Resolves when it runs, was given up or was stopped. @returns why it does not run, if it does not */
  async settled(): Promise<StartFailure | undefined> {
    const snapshot = await waitFor(
      this.#actor,
      (each) => each.matches('running') || each.matches('given-up') || each.status === 'done',
    );
    if (snapshot.matches('running')) return undefined;
    const stopped = { agent: this.name, reason: 'it was stopped', hint: 'Start the mesh again.', lastLines: [] };
    return this.#failure ?? stopped;
  }

  /** Asks it to drain and end, and makes it end where it does not. */
  async stop(): Promise<void> {
    if (this.#actor.getSnapshot().status === 'done') return;
    this.#actor.send({ type: 'stop' });
    const timer = setTimeout(() => {
      this.#log.warn(
        { ...this.#alive, pid: this.#child?.pid },
        `${this.name} did not end within ${this.#shutdownMs} ms of SIGTERM: it is killed`,
      );
      this.#child?.kill('SIGKILL');
    }, this.#shutdownMs);
    await waitFor(this.#actor, (each) => each.status === 'done');
    clearTimeout(timer);
  }

  #spawn(): void {
    this.#alive = undefined;
    this.#answer = undefined;
    this.#isTooSlow = false;
    const drainMs = Math.max(this.#shutdownMs - goodbyeMs, this.#shutdownMs / 2);
    const order = { ...this.#order, package: this.#entry.folder, drainMs };
    const child = new Child(hostEntry, [], order, this.#env, {
      answer: (line) => this.#answered(line),
      log: (line) => process.stderr.write(`${line}\n`),
      exited: (how) => void this.#exited(child, how),
    });
    this.#child = child;
  }

  #answered(line: Readonly<Record<string, unknown>>): void {
    const { ready, failed } = line as {
      ready?: { agent: string; instance: string };
      failed?: { code: string; message: string };
    };
    if (failed !== undefined) this.#answer = failed;
    if (ready === undefined) return;
    this.#alive = ready;
    this.#log.info({ ...ready, pid: this.#child?.pid }, `${ready.agent}/${ready.instance} is ready`);
    this.#actor.send({ type: 'ready' });
  }

  async #exited(child: Child, { code, signal }: Parameters<ChildHandlers['exited']>[0]): Promise<void> {
    const atMs = performance.now();
    const how = signal !== null ? `was ended by ${signal}` : code !== null ? `exited with ${code}` : 'could not be run';
    // Of one that was ready all is told at once; of one that was not, its last words are read first.
    if (this.#alive === undefined) await child.heard;
    const stopping = this.#actor.getSnapshot().matches('stopping');
    const alive = this.#alive;
    const saidGoodbye = stopping && code === 0;
    if (alive !== undefined && !saidGoodbye) await this.#tellDown(alive, how, atMs);
    if (!stopping) this.#note(child, how);
    this.#actor.send({ type: 'exited', hopeless: isHopeless(this.#answer?.code) });
  }

  async #tellDown(alive: { agent: string; instance: string }, how: string, atMs: number): Promise<void> {
    const { mesh } = this.#order;
    const text = `${alive.agent}/${alive.instance} ${how}`;
    this.#log.warn({ ...alive }, text);
    try {
      publishDown(this.#bus, mesh, { ...alive, cause: 'exit', text, detectionMs: performance.now() - atMs });
      await removeAdverts(this.#bus, { mesh, ...alive });
    } catch (thrown) {
      this.#log.warn({ ...alive }, `its end could not be told: ${messageOf(thrown)}`);
    }
  }

  #note(child: Child, how: string): void {
    const wasReady = this.#alive !== undefined;
    this.#failure = startFailure(this.name, this.#entry.entry, {
      how,
      answer: this.#answer,
      wasReady,
      tooSlowMs: this.#isTooSlow ? this.#limits.startMs : undefined,
      lastLines: child.lastLines,
    });
    const { reason, hint, lastLines } = this.#failure;
    if (!wasReady) this.#log.error({ hint, lastLines }, `${this.name} does not start: ${reason}`);
  }
}
