// The keeper: owns the agents' processes. It sees an exit at once, tells the mesh, takes the dead one's adverts down and
// starts it anew; and it stops all of them in order, first by asking, then by force.

import { fileURLToPath } from 'node:url';
import type { Bus } from '@parley/bus';
import { publishDown, removeAdverts } from '@parley/discovery';
import { messageOf } from '@parley/protocol';
import type { Logger } from 'pino';
import { type Actor, createActor, waitFor } from 'xstate';
import { type ChildLimits, childMachine } from './child-machine.ts';
import { Child } from './child-process.ts';
import type { AgentEntry } from './roster.ts';

const hostEntry = fileURLToPath(import.meta.resolve('@parley/agent/host'));
const drainMs = 10_000;
/** After asking, this long, then SIGKILL. */
const shutdownMs = drainMs + 4_000;

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
  readonly bus: Bus;
  readonly log: Logger;
  readonly env: NodeJS.ProcessEnv;
}

export class KeptAgent {
  readonly name: string;
  readonly #folder: string;
  readonly #order: AgentOrder;
  readonly #bus: Bus;
  readonly #log: Logger;
  readonly #env: NodeJS.ProcessEnv;
  readonly #actor: Actor<typeof childMachine>;
  #child: Child | undefined;
  #alive: { readonly agent: string; readonly instance: string } | undefined;
  #failure: string | undefined;

  constructor(entry: AgentEntry, { order, limits, bus, log, env }: KeeperSetting) {
    this.name = entry.name;
    this.#folder = entry.folder;
    this.#order = order;
    this.#bus = bus;
    this.#log = log.child({ agent: entry.name });
    this.#env = env;
    const machine = childMachine.provide({
      actions: {
        spawn: () => this.#spawn(),
        end: () => this.#child?.end(),
        giveUp: () =>
          this.#log.error(
            { lastLines: this.#child?.lastLines },
            `${this.name} is given up: ${this.#failure ?? 'it keeps ending'}`,
          ),
      },
    });
    this.#actor = createActor(machine, { input: limits });
  }

  start(): void {
    this.#actor.start();
  }

  /** Resolves when it runs or was given up; rejects with neither. @returns why it does not run, if it does not */
  async settled(): Promise<string | undefined> {
    const snapshot = await waitFor(
      this.#actor,
      (each) => each.matches('running') || each.matches('given-up') || each.status === 'done',
    );
    return snapshot.matches('running') ? undefined : (this.#failure ?? 'it ended');
  }

  /** Asks it to drain and end, and makes it end where it does not. */
  async stop(): Promise<void> {
    if (this.#actor.getSnapshot().status === 'done') return;
    this.#actor.send({ type: 'stop' });
    const timer = setTimeout(() => this.#child?.kill('SIGKILL'), shutdownMs);
    await waitFor(this.#actor, (each) => each.status === 'done');
    clearTimeout(timer);
  }

  #spawn(): void {
    this.#alive = undefined;
    this.#failure = undefined;
    const order = { ...this.#order, package: this.#folder, drainMs };
    this.#child = new Child(hostEntry, [], order, this.#env, {
      answer: (line) => this.#answered(line),
      log: (line) => process.stderr.write(`${line}\n`),
      exited: (how) => void this.#exited(how),
    });
  }

  #answered(line: Readonly<Record<string, unknown>>): void {
    const { ready, failed } = line as {
      ready?: { agent: string; instance: string };
      failed?: { code: string; message: string };
    };
    if (failed !== undefined) this.#failure = `${failed.code}: ${failed.message}`;
    if (ready === undefined) return;
    this.#alive = ready;
    this.#log.info({ ...ready, pid: this.#child?.pid }, `${ready.agent}/${ready.instance} is ready`);
    this.#actor.send({ type: 'ready' });
  }

  async #exited({ code, signal }: { code: number | null; signal: NodeJS.Signals | null }): Promise<void> {
    const atMs = performance.now();
    const stopping = this.#actor.getSnapshot().matches('stopping');
    const how = signal === null ? `exited with ${code}` : `was ended by ${signal}`;
    const alive = this.#alive;
    if (alive !== undefined && !stopping) {
      const text = `${alive.agent}/${alive.instance} ${how}`;
      try {
        publishDown(this.#bus, this.#order.mesh, {
          ...alive,
          cause: 'exit',
          text,
          detectionMs: performance.now() - atMs,
        });
        await removeAdverts(this.#bus, { mesh: this.#order.mesh, ...alive });
      } catch (thrown) {
        this.#log.warn({ ...alive }, `its end could not be told: ${messageOf(thrown)}`);
      }
      this.#log.warn({ ...alive }, text);
    } else if (!stopping) {
      this.#log.error(
        { lastLines: this.#child?.lastLines.slice(-5) },
        `${this.name} ${how} before it was ready: ${this.#failure ?? ''}`,
      );
    }
    this.#actor.send({ type: 'exited' });
  }
}
