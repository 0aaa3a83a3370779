// The supervisor as a child: it gets its order on standard input and stops when that pipe closes.

import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const entry = fileURLToPath(new URL('../../supervisor/src/main.ts', import.meta.url));
const stopWithinMs = 20_000;

export interface Ready {
  readonly agents: readonly string[];
  readonly failed: readonly { readonly agent: string; readonly reason: string }[];
  readonly services: Readonly<Record<string, string>>;
  readonly space: string;
}

export class SupervisorProcess {
  /** Resolves when it has started all; rejects where it could not. */
  readonly ready: Promise<Ready>;
  /** Resolves with a description of its end. */
  readonly ended: Promise<string>;
  readonly #child: ChildProcess;

  constructor(order: object, env: NodeJS.ProcessEnv, log: (line: string) => void) {
    this.#child = spawn(process.execPath, [entry], { stdio: ['pipe', 'pipe', 'pipe'], env, detached: true });
    const { stdin, stdout, stderr } = this.#child;
    stdin!.on('error', () => undefined);
    stdin!.write(`${JSON.stringify(order)}\n`);
    createInterface({ input: stderr! }).on('line', log);
    this.ended = new Promise((resolve) => {
      this.#child.on('exit', (code, signal) => resolve(signal === null ? `exit code ${code}` : signal));
    });
    this.ready = new Promise((resolve, reject) => {
      createInterface({ input: stdout! }).on('line', (line) => {
        const answer = JSON.parse(line) as { ready?: Ready; failed?: { code: string; message: string } };
        if (answer.ready !== undefined) resolve(answer.ready);
        else reject(new Error(`The supervisor could not start: ${answer.failed?.message ?? line}`));
      });
      void this.ended.then((how) => reject(new Error(`The supervisor ended before it was ready (${how}).`)));
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Asks it to stop everything, and ends it where it does not. */
  async stop(): Promise<void> {
    this.#child.stdin!.end();
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), stopWithinMs);
    await this.ended;
    clearTimeout(timer);
  }
}
