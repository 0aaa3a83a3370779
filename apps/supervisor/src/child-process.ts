// One child process that gets its order on standard input and ends when that pipe closes, or at SIGTERM. It answers with one line of
// JSON on standard output; what it says on standard error is passed on line by line, and the last lines are kept for
// whoever must explain why it ended.

import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const lastLinesMax = 20;
/** A grandchild may hold the pipes open after the child is gone: its last words are not awaited for longer. */
const lastWordsMs = 500;

export interface ChildHandlers {
  /** The first line of JSON on standard output. */
  answer(line: Readonly<Record<string, unknown>>): void;
  log(line: string): void;
  exited(how: { readonly code: number | null; readonly signal: NodeJS.Signals | null }): void;
}

export class Child {
  readonly lastLines: string[] = [];
  /** Resolves when it has ended and what it said is read. */
  readonly heard: Promise<void>;
  readonly #process: ChildProcess;
  #ended = false;

  /** @param env the whole environment of the child */
  constructor(
    entry: string,
    args: readonly string[],
    order: object | undefined,
    env: NodeJS.ProcessEnv,
    handlers: ChildHandlers,
  ) {
    this.#process = spawn(process.execPath, [entry, ...args], { stdio: ['pipe', 'pipe', 'pipe'], env });
    const { stdin, stdout, stderr } = this.#process;
    // A child that is gone already closes its pipe: its exit says so.
    stdin!.on('error', () => undefined);
    if (order !== undefined) stdin!.write(`${JSON.stringify(order)}\n`);
    createInterface({ input: stdout! }).on('line', (line) => {
      const answer = parsed(line);
      if (answer === undefined) this.#keep(line, handlers);
      else handlers.answer(answer);
    });
    createInterface({ input: stderr! }).on('line', (line) => this.#keep(line, handlers));
    this.heard = new Promise((resolve) => {
      this.#process.once('close', () => resolve());
      for (const end of ['exit', 'error']) this.#process.once(end, () => setTimeout(resolve, lastWordsMs));
    });
    const ended = (code: number | null, signal: NodeJS.Signals | null) => {
      if (this.#ended) return;
      this.#ended = true;
      handlers.exited({ code, signal });
    };
    this.#process.on('error', (error) => {
      this.#keep(error.message, handlers);
      // One that could not be started has no exit.
      if (this.#process.pid === undefined) ended(null, null);
    });
    this.#process.on('exit', ended);
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** Closes the pipe, which means: finish and end. */
  end(): void {
    this.#process.stdin!.end();
  }

  kill(signal: NodeJS.Signals): void {
    if (!this.#ended) this.#process.kill(signal);
  }

  #keep(line: string, handlers: ChildHandlers): void {
    this.lastLines.push(line);
    if (this.lastLines.length > lastLinesMax) this.lastLines.shift();
    handlers.log(line);
  }
}

function parsed(line: string): Readonly<Record<string, unknown>> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
