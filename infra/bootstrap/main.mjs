// The bootstrap itself: packages, a Node that runs TypeScript, a nats-server, and then the command, in this order.
// Each part is a file beside this one; here is only the order, and what is said when it fails.

import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commands, usage } from './commands.mjs';
import { Failure } from './failure.mjs';
import { installPackages } from './packages.mjs';
import { runInForeground, runQuietly } from './processes.mjs';
import { secondsSince, tell, withProgress } from './progress.mjs';
import { findRunner, findServer, findTurbo } from './tools.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Prepares the machine and runs a command; sets the exit code and never rejects. */
export async function run([name, ...args]) {
  const command = Object.hasOwn(commands, name ?? '') ? commands[name] : undefined;
  if (command === undefined) {
    process.stderr.write(`${usage()}\n`);
    process.exitCode = name === '--help' ? 0 : 2;
    return;
  }
  try {
    const { runner, env } = await prepare(command);
    process.exitCode = await runSteps(command.steps(args.filter(isForUs(false))), {
      runner,
      env,
      keepGoing: args.some(isForUs(true)),
    });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (error.output !== '') process.stderr.write(`${error.output.trimEnd()}\n`);
    tell(`${error.message}: ${error.advice}`);
    process.exitCode = 1;
  }
}

const isForUs = (wanted) => (argument) => (argument === '--keep-going') === wanted;

async function prepare(command) {
  const startMs = performance.now();
  await installPackages(root);
  const runner = await findRunner(root);
  const env = {
    // Nothing is reported to anybody by what is only being developed.
    TURBO_TELEMETRY_DISABLED: '1',
    ...process.env,
    PATH: [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter),
  };
  if (command.server) {
    env.PARLEY_NATS_SERVER = await withProgress('looking for a nats-server', () => findServer(root, runner));
  }
  tell(`set-up took ${secondsSince(startMs)}`);
  return { runner, env };
}

async function runSteps(steps, { runner, env, keepGoing }) {
  let firstBadCode = 0;
  for (const step of steps) {
    const startMs = performance.now();
    const code = await runStep(step, runner, env);
    if (step.name !== undefined) tell(`${step.name}: ${code === 0 ? 'ok' : 'FAILED'} (${secondsSince(startMs)})`);
    if (code === 0) continue;
    if (step.advice !== undefined && step.name !== undefined) tell(`${step.name}: ${step.advice}`);
    firstBadCode ||= code;
    if (!keepGoing) break;
  }
  return firstBadCode;
}

async function runStep(step, runner, env) {
  if (step.program === 'turbo') return runInForeground(findTurbo(root), step.args, { cwd: root, env });
  const args = [join(root, step.file), ...step.args];
  if (!step.quiet) return runInForeground(runner, args, { cwd: root, env });
  const { code, output } = await withProgress(`checking ${step.name}`, () =>
    runQuietly(runner, args, { cwd: root, env }),
  );
  if (code !== 0) process.stderr.write(`${output.trimEnd()}\n`);
  return code;
}
