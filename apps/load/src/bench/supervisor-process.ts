// The real supervisor of a mesh, for the runs in which its own cost counts: it hosts the embedding service, listens to
// everybody's heartbeats and keeps no agents of its own.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Memory } from './order.ts';

const entry = fileURLToPath(new URL('../../../supervisor/src/main.ts', import.meta.url));
const facts = new URL('./memory/tell-facts.ts', import.meta.url).href;
const readyWithinMs = 60_000;
const answerWithinMs = 10_000;
const closeWithinMs = 10_000;

/** Processor time since the start, in microseconds: of all threads, and of the one that is not the embedder's. */
export interface Spent {
  readonly spentUs: number;
  readonly mainThreadUs: number;
}

type Fact = { readonly memory: Memory } | Spent;

export class SupervisorProcess {
  readonly #child: ChildProcess;
  readonly #root: string;
  readonly #exited: Promise<void>;

  private constructor(child: ChildProcess, root: string) {
    this.#child = child;
    this.#root = root;
    this.#exited = new Promise((resolve) => child.once('close', () => resolve()));
  }

  /** Resolves when it is ready. @throws Error with what it said */
  static async start(order: { readonly servers: string; readonly mesh: string; readonly model?: string }) {
    const root = await mkdtemp(join(tmpdir(), 'parley-bench-'));
    const child = spawn(process.execPath, ['--expose-gc', '--import', facts, entry], {
      stdio: ['pipe', 'pipe', 'ignore', 'ipc'],
    });
    child.stdin!.on('error', () => undefined);
    const supervisor = new SupervisorProcess(child, root);
    try {
      const said = within<string>(readyWithinMs, 'the supervisor is not ready', (resolve) => {
        createInterface({ input: child.stdout! }).once('line', resolve);
        child.once('close', () => resolve('it ended'));
      });
      child.stdin!.write(`${JSON.stringify({ ...order, root })}\n`);
      const line = await said;
      if (!line.startsWith('{"ready"')) throw new Error(`the supervisor did not start: ${line}`);
      return supervisor;
    } catch (thrown) {
      await supervisor.close();
      throw thrown;
    }
  }

  /** After a collection of garbage. */
  async memory(): Promise<Memory> {
    return ((await this.#ask('memory')) as { memory: Memory }).memory;
  }

  async spent(): Promise<Spent> {
    return (await this.#ask('spent')) as Spent;
  }

  /** Closes its pipe, which ends it; kills it where that does not help. */
  async close(): Promise<void> {
    this.#child.stdin!.end();
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), closeWithinMs);
    await this.#exited;
    clearTimeout(timer);
    await rm(this.#root, { recursive: true, force: true });
  }

  #ask(question: 'memory' | 'spent'): Promise<Fact> {
    return within(answerWithinMs, 'the supervisor does not answer', (resolve) => {
      this.#child.once('message', (answer) => resolve(answer as Fact));
      this.#child.send(question);
    });
  }
}

async function within<Value>(
  ms: number,
  why: string,
  start: (resolve: (value: Value) => void) => void,
): Promise<Value> {
  const { promise, resolve, reject } = Promise.withResolvers<Value>();
  const timer = setTimeout(() => reject(new Error(`${why} after ${ms} ms`)), ms);
  start(resolve);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
  }
}
