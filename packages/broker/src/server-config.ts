// The configuration file of our nats-server, and the limits in it. JetStream without limits below the free disk
// wedges for good when the disk is full (every call times out, SIGTERM is ignored), so the limits are always set.
// It refuses to know processes: text and numbers only.

import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { BrokerError } from './errors.ts';

const mib = 1024 ** 2;
const fileBytesMax = 1024 * mib;
const memoryBytesMax = 128 * mib;
const fileBytesLeast = 8 * mib;
const shareOfFreeDisk = 0.25;
const shareAtMost = 0.5;

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
 * How much JetStream may keep: at most 1 GiB (or `wantedBytes`), at most a quarter of the free disk, or a half of it
 * where it takes that to reach `leastBytes`. Throws BrokerError `no-space` where that is not enough either.
 */
export async function storageLimits(
  storeDir: string,
  wantedBytes = fileBytesMax,
  leastBytes = fileBytesLeast,
): Promise<{ maxFileBytes: number; maxMemoryBytes: number }> {
  const disk = await statfs(nearestFolder(storeDir));
  const freeBytes = disk.bavail * disk.bsize;
  const least = Math.min(leastBytes, wantedBytes);
  const share = Math.max(freeBytes * shareOfFreeDisk, Math.min(least, freeBytes * shareAtMost));
  const maxFileBytes = Math.floor(Math.min(wantedBytes, share));
  if (maxFileBytes < least) {
    const [freeMiB, neededMiB] = [Math.floor(freeBytes / mib), Math.ceil(least / shareAtMost / mib)];
    const message = `${freeMiB} MiB are free under ${storeDir}, and JetStream needs ${neededMiB} (it may fill half of them).`;
    throw new BrokerError('no-space', message, { mend: `df -h ${nearestFolder(storeDir)}` });
  }
  return { maxFileBytes, maxMemoryBytes: Math.min(memoryBytesMax, maxFileBytes) };
}

function nearestFolder(path: string): string {
  let folder = resolve(path);
  while (!existsSync(folder)) folder = dirname(folder);
  return folder;
}
