// `parley up`: a broker and a supervisor with the workspace's agents, in the foreground, until it is told to stop. What
// it made it takes down again, in the reverse order; what dies underneath it is said, and ends it.

import { resolve } from 'node:path';
import { CommandError, exitCodes } from '../exit-codes.ts';
import { claimMeshFile, type MeshFile, meshFilePath, releaseMeshFile, updateMeshFile } from '../mesh-file.ts';
import { paintFor } from '../paint.ts';
import { defaultMesh, type MeshOptions, modelOf, type Setting } from '../setting.ts';
import { findRoot } from './find-root.ts';
import { readLogLine } from './log-line.ts';
import { isBrokerUp, startOwnBroker, type UpBroker, useBroker } from './own-broker.ts';
import { type Supervisor, startSupervisor } from './supervisor-process.ts';
import { tellReady } from './tell-ready.ts';

export interface UpCommand extends MeshOptions {
  readonly port?: string;
  readonly temporary?: boolean;
  readonly untilStdinCloses?: boolean;
  readonly root?: string;
  readonly verbose?: boolean;
  readonly watch?: boolean;
  readonly roster?: string;
}

/** A second Ctrl-C sooner than this is the first, come twice: npm passes on what the terminal has sent already. */
const sameSignalMs = 1_000;

const say = (text: string) => void process.stderr.write(`${text}\n`);

/** Runs until it is told to stop. @returns the exit code @throws CommandError, BrokerError, ParleyError */
export async function up(setting: Setting, command: UpCommand): Promise<number> {
  const startMs = performance.now();
  const root = findRoot(setting.cwd, command.root);
  const port = portOf(command.port);
  const stop = listenForStop(setting, command);
  const undo: (() => void | Promise<void>)[] = [() => stop.close()];
  try {
    const file: MeshFile = {
      mesh: command.mesh ?? defaultMesh,
      pid: process.pid,
      startedAt: new Date().toISOString(),
      ...modelOf(setting.env, setting.cwd, command.model),
    };
    if (!command.temporary) {
      await claim(root, file);
      undo.push(() => releaseMeshFile(root, file.pid));
    }
    say('Starting the broker ...');
    const broker = await brokerFor(setting, command, { port, root, mesh: file.mesh });
    undo.push(() => broker.stop());
    say('Starting the agents ...');
    const supervisor = startOn(setting, command, broker, root, file);
    undo.push(() => supervisor.stop());
    stop.onAgain(() => void supervisor.stop());
    const died = deathOf(broker, supervisor);
    died.catch(() => undefined);
    const ready = await Promise.race([supervisor.ready, died, stop.asked]);
    if (typeof ready !== 'string') {
      if (!command.temporary) updateMeshFile(root, { ...file, url: broker.url, health: ready.health });
      tellReady(setting, { broker, supervisor, ready, file, options: command, startMs });
    }
    const why = await Promise.race([stop.asked, died]);
    say(`Stopping (${why}) ...`);
    return exitCodes.done;
  } finally {
    for (const each of undo.reverse()) await each();
  }
}

function portOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new CommandError('usage', `--port ${text}: give a whole number from 0 to 65535.`);
}

async function claim(root: string, mine: MeshFile): Promise<void> {
  const other = await claimMeshFile(root, mine, isBrokerUp);
  if (other === undefined) return;
  const where = other.url === undefined ? 'is being started' : `is up already at ${other.url}`;
  throw new CommandError(
    'alreadyUp',
    `The mesh "${other.mesh}" of this folder ${where} (pid ${other.pid}): use it, or end it with "kill ${other.pid}". It is noted in ${meshFilePath(root)}.`,
  );
}

// A broker named by NATS_URL is where `ask` will look first, so it is the one to be used; whoever says a port or
// --temporary wants one of their own.
function brokerFor(
  setting: Setting,
  { servers, temporary = false }: UpCommand,
  own: { readonly port: number | undefined; readonly root: string; readonly mesh: string },
): Promise<UpBroker> {
  const wantsOwn = own.port !== undefined || temporary;
  if (servers !== undefined && wantsOwn) {
    throw new CommandError('usage', 'Give --servers for a broker that runs, or --port and --temporary for a new one.');
  }
  const given = servers ?? (wantsOwn ? undefined : setting.env.NATS_URL || undefined);
  return given === undefined ? startOwnBroker(setting, { ...own, temporary }, say) : useBroker(given);
}

function startOn(
  { env }: Setting,
  { verbose, watch = false, roster }: UpCommand,
  broker: UpBroker,
  root: string,
  { mesh, model, modelDir }: MeshFile,
): Supervisor {
  const paint = paintFor(process.stderr, env);
  const models = { ...(model === undefined ? {} : { model }), ...(modelDir === undefined ? {} : { modelDir }) };
  const order = {
    servers: broker.url,
    mesh,
    root,
    watch,
    ...models,
    ...(roster === undefined ? {} : { roster: resolve(roster) }),
  };
  return startSupervisor(order, env, (line) => {
    const read = verbose ? { tone: 'plain' as const, text: line } : readLogLine(line);
    if (read !== undefined) say(paint(read));
  });
}

/** Rejects when one of them ends by itself. */
async function deathOf(broker: UpBroker, supervisor: Supervisor): Promise<never> {
  const how = await Promise.race([
    broker.died.then((died) => `The broker ${died}`),
    supervisor.exited.then((exited) => `The supervisor ${exited}`),
  ]);
  throw new CommandError('internal', `${how}, so the mesh is taken down: start it again with "npx parley up".`);
}

function listenForStop(setting: Setting, { untilStdinCloses }: UpCommand) {
  const asked = Promise.withResolvers<string>();
  let firstAtMs: number | undefined;
  let again: () => void = () => undefined;
  const onStop = (why: string) => {
    firstAtMs ??= performance.now();
    if (performance.now() - firstAtMs > sameSignalMs) again();
    asked.resolve(why);
  };
  const listening = setting.onStop(onStop);
  if (untilStdinCloses) {
    const onClosed = () => onStop('its input closed');
    process.stdin.on('end', onClosed).on('error', onClosed).resume();
  }
  return {
    asked: asked.promise,
    close: () => listening.close(),
    /** Who asks twice does not want to wait. */
    onAgain: (handler: () => void) => {
      again = handler;
    },
  };
}
