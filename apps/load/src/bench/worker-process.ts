// The parent's end of a worker: starts the process, asks it one thing at a time, and never waits for ever. It knows
// nothing of what the module inside does.

import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Answer, Count, Failures, Load, Measured, Memory, Order, Question } from './order.ts';

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
  async measure(load: Load): Promise<Measured> {
    const answer = await this.#ask({ load }, load.warmUpMs + load.durationMs + graceMs);
    if ('measured' in answer) return answer.measured;
    throw new Error(`${this.name} answered ${JSON.stringify(answer)} to a load`);
  }

  /** Processor time since its start, in microseconds. */
  async spentUs(): Promise<number> {
    const answer = await this.#ask({ spent: true }, graceMs);
    if ('spentUs' in answer) return answer.spentUs;
    throw new Error(`${this.name} answered ${JSON.stringify(answer)} to a question for its time`);
  }

  /** Does so many operations, and says what failed. @throws Error where the process fails or takes too long */
  async count(count: Count, withinMs: number): Promise<Failures> {
    const answer = await this.#ask({ count }, withinMs);
    if ('counted' in answer) return answer.counted;
    throw new Error(`${this.name} answered ${JSON.stringify(answer)} to a count`);
  }

  /** Its memory after a collection of garbage; it must have been started with `--expose-gc`. */
  async memory(): Promise<Memory> {
    const answer = await this.#ask({ memory: true }, graceMs);
    if ('memory' in answer) return answer.memory;
    throw new Error(`${this.name} answered ${JSON.stringify(answer)} to a question for its memory`);
  }

  /** Tells it to do one of its module's commands. @throws Error with what went wrong, or where it takes too long */
  async command(command: string, argument: unknown, withinMs: number): Promise<unknown> {
    const answer = await this.#ask({ command, argument }, withinMs);
    if ('done' in answer) return answer.done;
    throw new Error(`${this.name} answered ${JSON.stringify(answer)} to "${command}"`);
  }

  /** Closes its pipe, which ends it; kills it where that does not help. */
  async close(): Promise<void> {
    this.#child.stdin!.end();
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), closeWithinMs);
    await this.#exited;
    clearTimeout(timer);
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
