// One of the three services as a process of its own: where it is, and what it is asked for.

import { EventEmitter, once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type ChildProgram, startChild } from './child-program.ts';

export interface RunningService {
  readonly name: string;
  readonly url: string;
  readonly process: ChildProgram;
  /** What it was asked for so far, in order. */
  readonly asked: readonly Asked[];
  /** Resolves when it is asked the next time, before it has answered. @throws Error where it ends before */
  nextAsked(): Promise<unknown>;
}

interface Asked {
  /** Its number. */
  readonly asked: number;
  readonly fails: boolean;
}

const entry = fileURLToPath(new URL('./services/main.ts', import.meta.url));

/** @param options of the service's command line; a free port unless they name one @throws Error with its last words */
export async function startService(name: string, cwd: string, options: readonly string[]): Promise<RunningService> {
  const asked: Asked[] = [];
  const news = new EventEmitter();
  const onOutput = (line: string) => {
    const said = JSON.parse(line) as { readonly url: string } | Asked;
    if ('asked' in said) asked.push(said);
    news.emit('asked' in said ? 'asked' : 'listening', said);
  };
  const listening = once(news, 'listening') as Promise<[{ readonly url: string }]>;
  const process = startChild({ file: entry, args: [name, ...options], cwd, onOutput });
  const gone = process.ended.then((how): never => {
    throw new Error(`The service ${name} ended with ${how}: ${process.lastLines.join('\n')}`);
  });
  gone.catch(() => undefined);
  const [{ url }] = await Promise.race([listening, gone]);
  return { name, url, process, asked, nextAsked: () => Promise.race([once(news, 'asked'), gone]) };
}
