// The configuration file of our nats-server, and the limits in it. JetStream without limits below the free disk
// wedges for good when the disk is full (every call times out, SIGTERM is ignored), so the limits are always set.
// It refuses to know processes: text and numbers only.

import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { BrokerError } from './errors.ts';

const fileBytesMax = 1024 ** 3;
const memoryBytesMax = 128 * 1024 ** 2;
const fileBytesLeast = 8 * 1024 ** 2;
const shareOfFreeDisk = 0.25;

export interface ServerConfig {
  name: string;
  host: string;
  port: number;
  /** A path, absolute or relative to the server's working directory. */
  storeDir: string;
  maxFileBytes: number;
  maxMemoryBytes: number;
  maxPayloadBytes?: number;
  /** Lines added as they are, in the server's own syntax. */
  extra?: string;
}

/** The text of the configuration file, in nats-server's own syntax (understood by 2.9.10 and newer). */
export function renderServerConfig(config: ServerConfig): string {
  return [
    `server_name: ${JSON.stringify(config.name)}`,
    `host: ${JSON.stringify(config.host)}`,
    `port: ${config.port}`,
    ...(config.maxPayloadBytes === undefined ? [] : [`max_payload: ${config.maxPayloadBytes}`]),
    'jetstream {',
    `  store_dir: ${JSON.stringify(config.storeDir)}`,
    `  max_file_store: ${config.maxFileBytes}`,
    `  max_memory_store: ${config.maxMemoryBytes}`,
    '}',
    ...(config.extra === undefined ? [] : [config.extra]),
    '',
  ].join('\n');
}

/**
 * How much JetStream may keep: at most 1 GiB (or `wantedBytes`), at most a quarter of the free disk.
 * Throws BrokerError `no-space` where that is under 8 MiB.
 */
export async function storageLimits(
  storeDir: string,
  wantedBytes = fileBytesMax,
): Promise<{ maxFileBytes: number; maxMemoryBytes: number }> {
  const disk = await statfs(nearestFolder(storeDir));
  const freeBytes = disk.bavail * disk.bsize;
  const maxFileBytes = Math.floor(Math.min(wantedBytes, freeBytes * shareOfFreeDisk));
  if (maxFileBytes < Math.min(fileBytesLeast, wantedBytes)) {
    const freeMiB = Math.floor(freeBytes / 1024 ** 2);
    throw new BrokerError('no-space', `Only ${freeMiB} MiB are free under ${storeDir}: too few for JetStream.`, {
      mend: `df -h ${nearestFolder(storeDir)}`,
    });
  }
  return { maxFileBytes, maxMemoryBytes: Math.min(memoryBytesMax, maxFileBytes) };
}

function nearestFolder(path: string): string {
  let folder = resolve(path);
  while (!existsSync(folder)) folder = dirname(folder);
  return folder;
}
