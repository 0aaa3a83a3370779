// A terminal in a workspace, for commands as a page has them: one that ends is awaited, one that stays is left running until
// the terminal is closed. It knows no command.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

export interface Terminal {
  /** Resolves with all it printed when it has ended. @throws Error with that where it does not end with 0, or in time */
  run(command: string): Promise<string>;
  /** Resolves when it has printed what tells that it is there. @throws Error where it ends before, or takes too long */
  leave(command: string, isThere: RegExp): Promise<void>;
  /** The processes that stay. */
  readonly pids: readonly number[];
  /** As Ctrl-C does, in the opposite order. */
  close(): Promise<void>;
}

const waitMs = 60_000;

export function openTerminal(cwd: string, env: NodeJS.ProcessEnv): Terminal {
  const staying: ChildProcess[] = [];
  const start = (command: string) => {
    // A group of its own, which a signal reaches as a terminal's Ctrl-C would.
    const child = spawn('sh', ['-c', command], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const kill = (signal: NodeJS.Signals) => {
      if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid!, signal);
    };
    const leaveNothing = () => kill('SIGKILL');
    process.once('exit', leaveNothing);
    child.once('close', () => process.removeListener('exit', leaveNothing));
    return { child, kill };
  };
  const printedBy = (child: ChildProcess, onPrinted: (all: string) => void = () => undefined) => {
    let all = '';
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        all += text;
        onPrinted(all);
      });
    }
    return () => all;
  };
  return {
    get pids() {
      return staying.map(({ pid }) => pid!);
    },
    async run(command) {
      const { child, kill } = start(command);
      const printed = printedBy(child);
      const late = setTimeout(() => kill('SIGKILL'), waitMs);
      const [code] = (await once(child, 'close')) as [number | null];
      clearTimeout(late);
      if (code === 0) return printed();
      throw new Error(`${command} ended with ${code}:\n${printed()}`);
    },
    leave(command, isThere) {
      const { child } = start(command);
      staying.push(child);
      return new Promise((resolve, reject) => {
        const fail = (how: string) => reject(new Error(`${command} ${how}:\n${printed()}`));
        const late = setTimeout(() => fail(`printed nothing like ${isThere} within ${waitMs} ms`), waitMs);
        const printed = printedBy(child, (all) => {
          if (!isThere.test(all)) return;
          clearTimeout(late);
          resolve();
        });
        child.once('close', (code) => {
          clearTimeout(late);
          fail(`ended with ${code}`);
        });
      });
    },
    async close() {
      for (const child of staying.reverse()) {
        if (child.exitCode !== null || child.signalCode !== null) continue;
        const ended = once(child, 'close');
        process.kill(-child.pid!, 'SIGINT');
        await ended;
      }
    },
  };
}
