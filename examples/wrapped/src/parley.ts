// The command `parley` as a person uses it: a command that ends, and `parley up` beside it. Nothing here looks behind it.

import { type ChildProgram, startChild } from './child-program.ts';
import type { Workspace } from './workspace.ts';

/** What `parley up --json` says when all is up, as far as it matters here. */
export interface Up {
  readonly servers: string;
  readonly mesh: string;
  readonly agents: readonly string[];
  readonly failed: readonly { readonly agent: string; readonly reason: string }[];
  readonly startupMs: number;
}

/** `up` gives its own children 20 s. */
const meshEndsWithinMs = 30_000;

/** Runs a command to its end. `output` rejects with an Error that has its last words where it does not end with 0. */
export function parley(
  { root, command }: Workspace,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): { readonly output: Promise<readonly string[]>; stop(): Promise<void> } {
  const lines: string[] = [];
  const child = startChild({ file: command, args, cwd: root, env, onOutput: (line) => lines.push(line) });
  const output = child.ended.then((how) => {
    if (how === 0) return lines;
    throw new Error(`parley ${args.join(' ')} ended with ${how}: ${child.lastLines.join('\n')}`);
  });
  output.catch(() => undefined);
  return { output, stop: () => child.stop() };
}

/** Starts a mesh of its own, with everything temporary and on free ports, which follows the workspace. */
export function startMesh(
  { root, command }: Workspace,
  env: NodeJS.ProcessEnv,
): { readonly ready: Promise<Up>; stop(): Promise<void> } {
  const ready = Promise.withResolvers<Up>();
  const child: ChildProgram = startChild({
    file: command,
    args: ['up', '--port', '0', '--temporary', '--watch', '--json', '--until-stdin-closes'],
    cwd: root,
    env,
    onOutput: (line) => ready.resolve((JSON.parse(line) as { ready: Up }).ready),
  });
  void child.ended.then(() => ready.reject(new Error(`The mesh could not start.\n${child.lastLines.join('\n')}`)));
  ready.promise.catch(() => undefined);
  return { ready: ready.promise, stop: () => child.stop(meshEndsWithinMs) };
}
