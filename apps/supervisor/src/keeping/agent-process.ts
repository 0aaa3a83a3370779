// One process of an agent, from its order to its end: what it said of itself, and what is told to the mesh when it ends
// without a goodbye. Whether another one follows is not its business.

import { fileURLToPath } from 'node:url';
import type { Bus } from '@parley/bus';
import { publishDown, removeAdverts } from '@parley/discovery';
import { messageOf } from '@parley/protocol';
import type { Logger } from 'pino';
import { Child, type ChildHandlers } from './child-process.ts';
import { isHopeless, type SeenEnd } from './start-failure.ts';

const hostEntry = fileURLToPath(import.meta.resolve('@parley/agent/host'));
/** Of the time an agent has to end, what is kept for its goodbye after the drain; half at most. */
const goodbyeMs = 4_000;

/** What every agent is told. */
interface AgentOrder {
  readonly servers: string;
  readonly mesh: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** Which of its package's agents, where that makes several. */
  readonly agent?: string;
  readonly model?: string;
  readonly modelDir?: string;
  readonly record?: 'full' | 'without-content' | 'off';
  /** It takes the place of a running one, of whatever version. */
  readonly replacing?: boolean;
}

export interface ProcessSetting {
  /** The folder of its package. */
  readonly folder: string;
  readonly order: AgentOrder;
  /** From SIGTERM to SIGKILL. */
  readonly shutdownMs: number;
  readonly bus: Bus;
  readonly log: Logger;
  readonly env: NodeJS.ProcessEnv;
  /** Told of a death, in whatever way it was noticed. */
  readonly onDown: (down: {
    readonly agent: string;
    readonly instance: string;
    readonly detectionMs: number;
    readonly text: string;
  }) => void;
}

/** How it ended, with what its starter needs to say why. */
export interface ProcessEnd extends SeenEnd {
  readonly atMs: number;
  readonly inOrder: boolean;
  readonly hopeless: boolean;
}

export interface Identity {
  readonly agent: string;
  readonly instance: string;
}

export class AgentProcess {
  /** Resolves when it has ended and that is told. */
  readonly gone: Promise<void>;
  readonly #setting: ProcessSetting;
  readonly #child: Child;
  readonly #onReady: () => void;
  readonly #onEnd: (end: ProcessEnd) => void;
  #identity: Identity | undefined;
  #answer: SeenEnd['answer'];
  #tooSlowMs: number | undefined;
  #stopTimer: NodeJS.Timeout | undefined;
  #isStopping = false;

  constructor(setting: ProcessSetting, handlers: { ready(): void; ended(end: ProcessEnd): void }) {
    this.#setting = setting;
    this.#onReady = handlers.ready;
    this.#onEnd = handlers.ended;
    const gone = Promise.withResolvers<void>();
    this.gone = gone.promise;
    const { folder, shutdownMs } = setting;
    const drainMs = Math.max(shutdownMs - goodbyeMs, shutdownMs / 2);
    this.#child = new Child(hostEntry, [], { ...setting.order, package: folder, drainMs }, setting.env, {
      answer: (line) => this.#answered(line),
      log: (line) => process.stderr.write(`${line}\n`),
      exited: (how) => void this.#exited(how).then(gone.resolve),
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** What it says it is, once it is ready. */
  get identity(): Identity | undefined {
    return this.#identity;
  }

  /** Asks it to drain and end, and makes it end where it does not. The pipe stays open, so that it sees our own end. */
  stop(): void {
    if (this.#isStopping) return;
    this.#isStopping = true;
    this.#child.kill('SIGTERM');
    const { shutdownMs, log, folder } = this.#setting;
    this.#stopTimer = setTimeout(() => {
      const who = this.#identity === undefined ? folder : `${this.#identity.agent}/${this.#identity.instance}`;
      log.warn({ pid: this.pid }, `${who} did not end within ${shutdownMs} ms of SIGTERM: it is killed`);
      this.#child.kill('SIGKILL');
    }, shutdownMs);
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  /** It did not say in time that it is ready. */
  tooSlow(startMs: number): void {
    this.#tooSlowMs = startMs;
    this.kill();
  }

  #answered(line: Readonly<Record<string, unknown>>): void {
    const { ready, failed } = line as { ready?: Identity; failed?: { code: string; message: string } };
    if (failed !== undefined) this.#answer = failed;
    if (ready === undefined || this.#identity !== undefined) return;
    this.#identity = ready;
    this.#setting.log.info({ ...ready, pid: this.pid }, `${ready.agent}/${ready.instance} is ready`);
    this.#onReady();
  }

  async #exited({ code, signal }: Parameters<ChildHandlers['exited']>[0]): Promise<void> {
    const atMs = performance.now();
    clearTimeout(this.#stopTimer);
    const how = signal !== null ? `was ended by ${signal}` : code !== null ? `exited with ${code}` : 'could not be run';
    // Of one that was ready all is told at once; of one that was not, its last words are read first.
    if (this.#identity === undefined) await this.#child.heard;
    const saidGoodbye = this.#isStopping && code === 0;
    if (this.#identity !== undefined && !saidGoodbye) await this.#tellDown(this.#identity, how, atMs);
    this.#onEnd({
      atMs,
      how,
      answer: this.#answer,
      wasReady: this.#identity !== undefined,
      tooSlowMs: this.#tooSlowMs,
      lastLines: this.#child.lastLines,
      inOrder: code === 0,
      hopeless: isHopeless(this.#answer?.code),
    });
  }

  async #tellDown(who: Identity, how: string, atMs: number): Promise<void> {
    const { bus, order, log, onDown } = this.#setting;
    const text = `${who.agent}/${who.instance} ${how}`;
    log.warn({ ...who }, text);
    const detectionMs = performance.now() - atMs;
    try {
      publishDown(bus, order.mesh, { ...who, cause: 'exit', text, detectionMs });
      onDown({ ...who, detectionMs, text });
      await removeAdverts(bus, { mesh: order.mesh, ...who });
    } catch (thrown) {
      log.warn({ ...who }, `its end could not be told: ${messageOf(thrown)}`);
    }
  }
}
