// The machine and the versions a result was made with; without them a number says nothing.

import { createRequire } from 'node:module';
import { arch, availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os';

export interface MachineFacts {
  readonly processor: string;
  /** Cores this process may use. */
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  /** Load average of the last minute, before the run began. */
  readonly loadBefore: number;
  readonly versions: Readonly<Record<string, string>>;
}

export function machineFacts(natsServer: string): MachineFacts {
  const { version: nats } = createRequire(import.meta.url)('nats/package.json') as { version: string };
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()} ${arch()}`,
    loadBefore: Math.round(loadavg()[0]! * 100) / 100,
    versions: { node: process.versions.node, 'nats-server': natsServer, nats },
  };
}
