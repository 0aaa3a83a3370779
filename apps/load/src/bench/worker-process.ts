// The parent's end of a worker: starts the process, asks it one thing at a time, and never waits for ever. It knows
// nothing of what the module inside does.

import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Answer, Count, Failures, Load, Measured, Memory, Order, Question } from './order.ts';

type AnswerKey = Answer extends infer One ? (One extends unknown ? keyof One : never) : never;
type AnswerOf<Key extends AnswerKey> = Extract<Answer, Readonly<Record<Key, unknown>>>[Key];

const entry = fileURLToPath(new URL('./worker.ts', import.meta.url));
const startWithinMs = 60_000;
const graceMs = 30_000;
const closeWithinMs = 6_000;

export class WorkerProcess {
  readonly name: string;
  readonly #child: ChildProcess;
  readonly #exited: Promise<void>;
  #waiting: ((answer: Answer) => void) | undefined;

  private constructor(name: string, nodeFlags: readonly string[]) {
    this.name = name;
    this.#child = spawn(process.execPath, [...nodeFlags, entry], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#child.stdin!.on('error', () => undefined);
    createInterface({ input: this.#child.stdout! }).on('line', (line) => this.#heard(JSON.parse(line) as Answer));
    this.#exited = new Promise((resolve) => {
      this.#child.once('error', (error) => this.#heard({ failed: error.message }));
      this.#child.once('close', (code, signal) => {
        this.#heard({ failed: `its process ended (${signal ?? code})` });
        resolve();
      });
    });
  }

  /** Starts one and resolves when its module is ready. @throws Error with what the module said */
  static async start(name: string, order: Order, nodeFlags: readonly string[]): Promise<WorkerProcess> {
    const worker = new WorkerProcess(name, nodeFlags);
    try {
      await worker.#ask(order, startWithinMs);
      return worker;
    } catch (thrown) {
      await worker.close();
      throw thrown;
    }
  }

  /** @throws Error where the process fails, or gives no answer long after the load's end */
  measure(load: Load): Promise<Measured> {
    return this.#answer('measured', { load }, load.warmUpMs + load.durationMs + graceMs);
  }

  /** Processor time since its start, in microseconds. */
  spentUs(): Promise<number> {
    return this.#answer('spentUs', { spent: true }, graceMs);
  }

  /** Does so many operations, and says what failed. @throws Error where the process fails or takes too long */
  count(count: Count, withinMs: number): Promise<Failures> {
    return this.#answer('counted', { count }, withinMs);
  }

  /** Its memory after a collection of garbage; it must have been started with `--expose-gc`. */
  memory(): Promise<Memory> {
    return this.#answer('memory', { memory: true }, graceMs);
  }

  /** Tells it to do one of its module's commands. @throws Error with what went wrong, or where it takes too long */
  command(command: string, argument: unknown, withinMs: number): Promise<unknown> {
    return this.#answer('done', { command, argument }, withinMs);
  }

  /** Closes its pipe, which ends it; kills it where that does not help. */
  async close(): Promise<void> {
    this.#child.stdin!.end();
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), closeWithinMs);
    await this.#exited;
    clearTimeout(timer);
  }

  async #answer<Key extends AnswerKey>(key: Key, question: Question, withinMs: number): Promise<AnswerOf<Key>> {
    const answer = await this.#ask(question, withinMs);
    if (key in answer) return (answer as unknown as Record<Key, AnswerOf<Key>>)[key];
    throw new Error(`${this.name} answered ${JSON.stringify(answer)} to ${JSON.stringify(question)}`);
  }

  #ask(line: Order | Question, withinMs: number): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => settle({ failed: `no answer within ${withinMs} ms` }), withinMs);
      const settle = (answer: Answer) => {
        clearTimeout(timer);
        this.#waiting = undefined;
        if ('failed' in answer) reject(new Error(`${this.name}: ${answer.failed}`));
        else resolve(answer);
      };
      this.#waiting = settle;
      if (this.#child.exitCode !== null) settle({ failed: 'its process has ended' });
      else this.#child.stdin!.write(`${JSON.stringify(line)}\n`);
    });
  }

  #heard(answer: Answer): void {
    this.#waiting?.(answer);
  }
}
