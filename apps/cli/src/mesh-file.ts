// `.parley/mesh.json`: how a mesh that is up is found from its own folder. Written whole or not at all, and removed by
// the one who wrote it.

import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface MeshFile {
  readonly url: string;
  readonly mesh: string;
  readonly pid: number;
  readonly startedAt: string;
}

const pathIn = (root: string) => join(root, '.parley', 'mesh.json');

export function writeMeshFile(root: string, file: MeshFile): void {
  const path = pathIn(root);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.${process.pid}`, `${JSON.stringify(file, null, 2)}\n`);
  renameSync(`${path}.${process.pid}`, path);
}

export function removeMeshFile(root: string): void {
  if (readMeshFile(root)?.pid === process.pid) rmSync(pathIn(root), { force: true });
}

/** Undefined where there is none, it cannot be read, or its process is gone. */
export function readMeshFile(root: string): MeshFile | undefined {
  try {
    const file = JSON.parse(readFileSync(pathIn(root), 'utf8')) as MeshFile;
    process.kill(file.pid, 0);
    return file;
  } catch {
    return undefined;
  }
}

/** The mesh that is up in `folder` or the nearest folder above it. */
export function findMeshFile(folder: string): MeshFile | undefined {
  const here = readMeshFile(folder);
  if (here !== undefined || dirname(folder) === folder) return here;
  return findMeshFile(dirname(folder));
}
