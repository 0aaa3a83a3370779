// One child process that gets its order on standard input and ends when that pipe closes, or at SIGTERM. It answers with
// one line of JSON on standard output; what it says on standard error is passed on line by line, and the last lines are
// kept for whoever must explain why it ended.

import { type ChildProcess, spawn } from 'node:child_process';
import { readOutput } from './output-lines.ts';

const lastLinesMax = 20;
/** What a line of JSON must say to be an answer; any other is output like the rest. */
const answers = ['ready', 'failed', 'url'];
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
    const keep = (line: string) => this.#keep(line, handlers);
    const left = (count: number) => keep(`(${count} lines were left out: it writes faster than anybody reads)`);
    const heard = (line: string) => {
      const answer = parsed(line);
      if (answer === undefined) keep(line);
      else handlers.answer(answer);
    };
    readOutput(stdout!, { line: heard, left });
    readOutput(stderr!, { line: keep, left });
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
    const value = JSON.parse(line) as Record<string, unknown>;
    return answers.some((each) => each in value) ? value : undefined;
  } catch {
    return undefined;
  }
}
