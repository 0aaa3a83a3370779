// The machine and the versions a result was made with; without them a number says nothing.

import { readFileSync } from 'node:fs';
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

/** The packages beside Parley that are measured; this package pins their exact versions. */
const measured = ['nats', 'moleculer', 'cbor-x', 'zod', 'xstate'];

/** @param natsServer its version, where one is measured */
export function machineFacts(natsServer?: string): MachineFacts {
  const manifest = new URL('../package.json', import.meta.url);
  const { dependencies } = JSON.parse(readFileSync(manifest, 'utf8')) as { dependencies: Record<string, string> };
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()} ${arch()}`,
    loadBefore: Math.round(loadavg()[0]! * 100) / 100,
    versions: {
      node: process.versions.node,
      ...(natsServer === undefined ? {} : { 'nats-server': natsServer }),
      ...Object.fromEntries(measured.map((name) => [name, dependencies[name]!])),
    },
  };
}
