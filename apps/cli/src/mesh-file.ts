// `<root>/.parley/mesh.json`: where the mesh of a folder is, for whoever asks from inside it. It is also the claim that
// keeps a second `up` away, so it is there, without a url, from the moment the first begins. Written whole or not at all.

import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { storageError } from '@parley/broker';

export interface MeshFile {
  /** The broker's address; absent while it starts. */
  readonly url?: string;
  readonly mesh: string;
  /** The `parley up` that keeps it. */
  readonly pid: number;
  readonly startedAt: string;
  /** Where its supervisor tells its health. */
  readonly health?: string;
  readonly model?: string;
  readonly modelDir?: string;
}

/** A claim without a url is believed for this long. */
const startingMsMax = 120_000;

export function meshFilePath(root: string): string {
  return join(root, '.parley', 'mesh.json');
}

/** The file of `root`, where there is one that can be read. */
function readMeshFile(root: string): MeshFile | undefined {
  try {
    const file = JSON.parse(readFileSync(meshFilePath(root), 'utf8')) as Partial<MeshFile> | null;
    return typeof file?.pid === 'number' && typeof file.mesh === 'string' ? (file as MeshFile) : undefined;
  } catch {
    return undefined;
  }
}

/** The nearest one at or above `folder` whose keeper lives and which has an address. */
export function findMeshFile(folder: string): (MeshFile & { readonly url: string }) | undefined {
  const file = readMeshFile(folder);
  if (file?.url !== undefined && isAlive(file.pid)) return { ...file, url: file.url };
  const parent = dirname(folder);
  return parent === folder ? undefined : findMeshFile(parent);
}

/**
 * Claims `root` for this process. Returns who has it already, where `isUp` says that one is really there.
 * What a dead one left is taken over. @throws BrokerError `no-space`, `unwritable`
 */
export async function claimMeshFile(
  root: string,
  mine: MeshFile,
  isUp: (url: string) => Promise<boolean>,
): Promise<MeshFile | undefined> {
  const path = meshFilePath(root);
  const folder = dirname(path);
  written(folder, () => mkdirSync(folder, { recursive: true }));
  for (;;) {
    if (written(folder, () => createWhole(path, mine))) return undefined;
    const other = readMeshFile(root);
    if (other !== undefined && isAlive(other.pid)) {
      const starting = other.url === undefined && Date.now() - Date.parse(other.startedAt) < startingMsMax;
      if (starting || (other.url !== undefined && (await isUp(other.url)))) return other;
    }
    written(folder, () => rmSync(path, { force: true }));
  }
}

/** Replaces this process's claim by what is known now. @throws BrokerError `no-space`, `unwritable` */
export function updateMeshFile(root: string, mine: MeshFile): void {
  const path = meshFilePath(root);
  written(dirname(path), () => renameSync(writeBeside(path, mine), path));
}

/** Removes the file if it is this process's. */
export function releaseMeshFile(root: string, pid: number): void {
  if (readMeshFile(root)?.pid === pid) rmSync(meshFilePath(root), { force: true });
}

// A link fails where the name is taken, and the content is there before the name is.
function createWhole(path: string, content: MeshFile): boolean {
  const beside = writeBeside(path, content);
  try {
    linkSync(beside, path);
    return true;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw thrown;
  } finally {
    rmSync(beside, { force: true });
  }
}

// An address may hold a password, so it is for its owner alone.
function writeBeside(path: string, content: MeshFile): string {
  const beside = `${path}.${content.pid}`;
  try {
    writeFileSync(beside, `${JSON.stringify(content)}\n`, { mode: 0o600 });
  } catch (thrown) {
    rmSync(beside, { force: true });
    throw thrown;
  }
  return beside;
}

/** Runs `write`. @throws BrokerError that says what the file system has against it */
function written<T>(folder: string, write: () => T): T {
  try {
    return write();
  } catch (thrown) {
    throw storageError(folder, thrown);
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EPERM';
  }
}
