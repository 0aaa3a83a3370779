// `parley up`: a broker and a supervisor in the foreground, until Ctrl-C, a SIGTERM, or (for whoever runs it as a
// child) the end of its standard input. It is the one way to bring a mesh up.

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Broker, BrokerError, findOrInstallNatsServer, startBroker } from '@parley/broker';
import { CommandError, exitCodes } from './exit-codes.ts';
import { readMeshFile, removeMeshFile, writeMeshFile } from './mesh-file.ts';
import type { MeshOptions, Setting } from './setting.ts';
import { type Ready, SupervisorProcess } from './supervisor-process.ts';

export interface UpCommand extends MeshOptions {
  readonly port: string;
  readonly temporary?: boolean;
  readonly untilStdinCloses?: boolean;
  readonly root?: string;
  readonly verbose?: boolean;
}

/** @returns the exit code, when it has been stopped */
export async function up(setting: Setting, command: UpCommand): Promise<number> {
  const root = command.root ?? workspaceAbove(setting.cwd) ?? workspaceAbove(fileURLToPath(import.meta.url))!;
  const running = command.temporary ? undefined : readMeshFile(root);
  if (running !== undefined) {
    throw new CommandError(
      exitCodes.alreadyUp,
      `The mesh "${running.mesh}" is up already at ${running.url} (pid ${running.pid}).`,
    );
  }
  const stopped = stopAsked(command.untilStdinCloses ?? false);
  const say = (text: string) => process.stderr.write(`${text}\n`);
  say('Starting the broker ...');
  const broker = await startedBroker(setting, command, root);
  const supervisor = new SupervisorProcess(orderFor(setting, command, broker.url, root), { ...setting.env }, (line) => {
    if (command.verbose) say(line);
  });
  try {
    say('Starting the agents ...');
    const ready = await Promise.race([supervisor.ready, stopped.then(() => undefined)]);
    if (ready === undefined) return exitCodes.done;
    if (!command.temporary) {
      writeMeshFile(root, {
        url: broker.url,
        mesh: meshOf(command),
        pid: process.pid,
        startedAt: new Date().toISOString(),
      });
    }
    announce(command, broker, supervisor, ready);
    const why = await Promise.race([
      stopped,
      supervisor.ended.then((how) => `The supervisor has ended (${how}).`),
      new Promise<string>((resolve) => broker.onExit(({ expected }) => expected || resolve('The broker has ended.'))),
    ]);
    if (why === '') return exitCodes.done;
    throw new CommandError(exitCodes.internal, `${why} Start the mesh again with "npx parley up".`);
  } finally {
    say('Stopping ...');
    await supervisor.stop();
    await broker.stop();
    if (!command.temporary) removeMeshFile(root);
  }
}

const meshOf = (command: UpCommand) => command.mesh ?? 'default';

function orderFor({ env }: Setting, command: UpCommand, servers: string, root: string): object {
  const model = command.model ?? env.PARLEY_MODEL;
  return { servers, mesh: meshOf(command), root, model, modelDir: env.PARLEY_MODEL_DIR };
}

async function startedBroker(setting: Setting, command: UpCommand, root: string): Promise<Broker> {
  try {
    const { path } = await findOrInstallNatsServer({
      env: setting.env,
      natsServerPath: setting.env.PARLEY_NATS_SERVER,
      onProgress: (line) => process.stderr.write(`${line}\n`),
    });
    return await startBroker({
      port: Number(command.port),
      serverPath: path,
      ...(command.temporary ? {} : { storeDir: join(root, '.parley', 'jetstream') }),
    });
  } catch (thrown) {
    if (!(thrown instanceof BrokerError)) throw thrown;
    throw new CommandError(exitCodes.noMesh, thrown.message, { cause: thrown });
  }
}

function announce(command: UpCommand, broker: Broker, supervisor: SupervisorProcess, ready: Ready): void {
  if (command.json) {
    const pids = { up: process.pid, supervisor: supervisor.pid, broker: broker.pid };
    console.log(JSON.stringify({ ready: { servers: broker.url, mesh: meshOf(command), ...ready, pids } }));
    return;
  }
  console.log(`The mesh "${meshOf(command)}" is up at ${broker.url} with ${ready.agents.join(', ')}.`);
  for (const { agent, reason } of ready.failed) console.log(`${agent} does not run: ${reason}`);
  console.log('Try in another terminal:\n  npx parley agents\n  npx parley ask "I need to process $50 USD"');
}

// Resolves to '' when somebody asks it to stop; a second Ctrl-C changes nothing, since stopping is bounded by itself.
function stopAsked(untilStdinCloses: boolean): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve(''));
    if (!untilStdinCloses) return;
    process.stdin.on('end', () => resolve('')).on('error', () => resolve(''));
    process.stdin.resume();
  });
}

/** The nearest folder from here up whose package.json has workspaces. */
function workspaceAbove(folder: string): string | undefined {
  const manifest = join(folder, 'package.json');
  if (existsSync(manifest) && 'workspaces' in (JSON.parse(readFileSync(manifest, 'utf8')) as object)) return folder;
  return dirname(folder) === folder ? undefined : workspaceAbove(dirname(folder));
}
