// What a rung of the ladder gets and gives. It knows the words of the ladder and no rung.

export type Environment = Readonly<Record<string, string | undefined>>;

/** The version we install where we have the choice. */
export const pinnedVersion = '2.15.1';

/** A nats-server that answered `--version`. */
export interface FoundServer {
  path: string;
  version: string;
  from: 'given' | 'path' | 'cache' | 'go' | 'wheel' | 'apt';
}

/** Why a rung did not help, and one command that would change it. */
export interface Refusal {
  rung: string;
  reason: string;
  mend: string;
}

/** The machine as the rungs see it. */
export interface Machine {
  env: Environment;
  cacheDir: string;
  /** Folders to look in after PATH; undefined for the usual ones. */
  folders: readonly string[] | undefined;
  platform: NodeJS.Platform;
  arch: string;
  isRoot: boolean;
  installTimeoutMs: number;
  onProgress: (line: string) => void;
}

/** By platform, the one command with which a person gets a nats-server by hand. */
export const installCommands = {
  linux: 'sudo apt-get install -y nats-server',
  darwin: 'brew install nats-server',
  win32: 'winget install NATSAuthors.NATSServer',
} as const;

export function installCommand(platform: NodeJS.Platform): string {
  return installCommands[platform as keyof typeof installCommands] ?? installCommands.linux;
}
