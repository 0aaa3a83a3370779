// The parent's end of one of its processes. Whatever becomes of the parent, the child ends with it: their channel closes.

import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { fileURLToPath } from 'node:url';
import { FromChild, type ToCaller } from './talk.ts';

const files = { caller: './caller.ts', crew: './crew.ts' } as const;
const closeWithinMs = 5_000;

export type ChildKind = keyof typeof files;

/** Tells `said` for each message, and `gone` once, with why, when it ends. */
export class Child extends EventEmitter<{ said: [FromChild]; gone: [string] }> {
  readonly name: string;
  readonly #process: ChildProcess;
  readonly #ended: Promise<void>;
  #lastLine = '';
  #gone: string | undefined;

  constructor(kind: ChildKind, name: string) {
    super();
    this.name = name;
    this.#process = fork(fileURLToPath(new URL(files[kind], import.meta.url)), {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#process.stderr!.on('data', (data) => {
      this.#lastLine = String(data).trimEnd().split('\n').at(-1) ?? '';
    });
    this.#process.on('message', (message) => {
      const said = FromChild.safeParse(message);
      if (said.success) this.emit('said', said.data);
      else this.emit('gone', `it said what cannot be understood: ${said.error.issues[0]?.message}`);
    });
    this.#ended = new Promise((resolve) => {
      const over = (why: string) => {
        this.#gone = this.#lastLine === '' ? why : `${why}: ${this.#lastLine}`;
        this.emit('gone', this.#gone);
        resolve();
      };
      this.#process.once('error', (error) => over(error.message));
      this.#process.once('exit', (code, signal) => over(`its process ended (${signal ?? code})`));
    });
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  tell(said: ToCaller): void {
    if (this.#process.connected) this.#process.send(said);
  }

  /** The next message that `pick` takes. @throws Error where it fails, ends or does not answer within `withinMs` */
  answer<Part>(pick: (said: FromChild) => Part | undefined, withinMs: number): Promise<Part> {
    return new Promise((resolve, reject) => {
      const end = () => {
        clearTimeout(late);
        this.off('said', onSaid);
        this.off('gone', onGone);
      };
      const fail = (why: string) => {
        end();
        reject(new Error(`${this.name}: ${why}`));
      };
      const onGone = (why: string) => fail(why);
      const onSaid = (said: FromChild) => {
        if ('failed' in said) return fail(said.failed);
        const part = pick(said);
        if (part === undefined) return;
        end();
        resolve(part);
      };
      const late = setTimeout(() => fail(`no answer within ${withinMs / 1_000} s`), withinMs);
      this.on('said', onSaid);
      this.on('gone', onGone);
      if (this.#gone !== undefined) fail(this.#gone);
    });
  }

  /** Closes the channel, which ends it; kills it where that does not help. */
  async close(): Promise<void> {
    if (this.#process.connected) this.#process.disconnect();
    const late = setTimeout(() => this.#process.kill('SIGKILL'), closeWithinMs);
    await this.#ended;
    clearTimeout(late);
  }
}
