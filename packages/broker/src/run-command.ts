// Runs one command of the machine with a time limit and tells how it ended. It never throws for a command that
// fails or is missing: that is an answer here, because the ladder goes on to its next rung.

import { spawn } from 'node:child_process';

export interface CommandAnswer {
  ok: boolean;
  /** Standard output and standard error as they came, the last 20,000 characters. */
  output: string;
  /** Why it is not ok, in words: missing, out of time, or its exit code. */
  reason: string;
}

export interface CommandOptions {
  timeoutMs: number;
  env?: Readonly<Record<string, string | undefined>>;
  cwd?: string;
}

const outputCharsMax = 20_000;

/** Runs `program`; its whole process group is killed after `timeoutMs`. */
export function runCommand(program: string, args: string[], options: CommandOptions): Promise<CommandAnswer> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
      ...(options.env === undefined ? {} : { env: { ...options.env } as NodeJS.ProcessEnv }),
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    });
    let output = '';
    let outOfTime = false;
    const keep = (text: string) => {
      output = (output + text).slice(-outputCharsMax);
    };
    const killGroup = () => {
      if (child.pid === undefined) return;
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch {
        child.kill('SIGKILL');
      }
    };
    const timer = setTimeout(() => {
      outOfTime = true;
      killGroup();
    }, options.timeoutMs);
    // A detached command would outlive us.
    process.once('exit', killGroup);
    const settle = (ok: boolean, reason: string) => {
      clearTimeout(timer);
      process.removeListener('exit', killGroup);
      resolve({ ok, output, reason });
    };
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    child.once('error', (error: NodeJS.ErrnoException) => {
      settle(false, error.code === 'ENOENT' ? `${program} is not there` : error.message);
    });
    child.once('close', (code, signal) => {
      if (outOfTime) settle(false, `took longer than ${options.timeoutMs / 1000} s`);
      else settle(code === 0, code === 0 ? '' : `ended with ${signal ?? `code ${code}`}`);
    });
  });
}

/** The last line that says something. */
export function lastLine(output: string): string {
  return output.trim().split('\n').at(-1)?.slice(0, 300) ?? '';
}
