// Running other programs: in the background with their output kept for the case of failure, or in the foreground with
// our terminal, our signals and their exit code. It knows no command by name.

import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const outputCharsMax = 50_000;

/**
 * Runs a program in the background. Resolves with {code, output}; `output` is both streams, the last 50,000
 * characters; code is 127 where the program is missing. `onErrorLine` gets standard error's lines as they come.
 */
export function runQuietly(program, args, { cwd, env = process.env, onErrorLine } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let stdout = '';
    let rest = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      output = (output + text).slice(-outputCharsMax);
      stdout = (stdout + text).slice(-outputCharsMax);
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      output = (output + text).slice(-outputCharsMax);
      const lines = (rest + text).split('\n');
      rest = lines.pop();
      for (const line of lines) onErrorLine?.(line);
    });
    child.once('error', (error) => resolve({ code: 127, output: error.message, stdout: '' }));
    child.once('close', (code, signal) => resolve({ code: code ?? exitCodeOf(signal), output, stdout }));
  });
}

/** Runs a program in the foreground; resolves with its exit code (128 + the signal's number where one ended it). */
export function runInForeground(program, args, { cwd, env = process.env } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd, env, stdio: 'inherit' });
    const handlers = ['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => {
      // A terminal sends Ctrl-C to the whole process group: the child has it already, and a second one may mean "at once".
      const forward = () => {
        if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
      };
      process.on(signal, forward);
      return [signal, forward];
    });
    const finish = (code) => {
      for (const [signal, forward] of handlers) process.removeListener(signal, forward);
      resolve(code);
    };
    child.once('error', (error) => {
      process.stderr.write(`parley: cannot run ${program}: ${error.message}\n`);
      finish(127);
    });
    child.once('close', (code, signal) => finish(code ?? exitCodeOf(signal)));
  });
}

function exitCodeOf(signal) {
  return 128 + (constants.signals[signal] ?? 0);
}
