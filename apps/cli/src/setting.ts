// What a command is run in: the folder, the environment and the terminal, read once by the entry point and handed down.

import { resolve } from 'node:path';
import { connect, type Mesh } from '@parley/mesh';
import { ParleyError } from '@parley/protocol';
import { findMeshFile } from './mesh-file.ts';
import type { Paint } from './paint.ts';

export interface Setting {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** For lines on standard output. */
  readonly paint: Paint;
  /** The width of the terminal on standard output; undefined where it is none. */
  readonly columns: number | undefined;
  /** Calls back at every SIGINT, SIGTERM and SIGHUP, and when the starter's channel closes, with what it was. */
  onStop(handler: (why: string) => void): { close(): void };
}

/** Options every command that talks to a mesh has. */
export interface MeshOptions {
  readonly servers?: string;
  readonly mesh?: string;
  readonly model?: string;
  readonly json?: boolean;
}

export const defaultServers = 'nats://127.0.0.1:4222';
export const defaultMesh = 'default';

/** Where the mesh should be; nothing is asked yet. */
export interface MeshPlace {
  readonly servers: string;
  readonly mesh: string;
  readonly model?: string;
  readonly modelDir?: string;
}

/** By options, by NATS_URL, by `.parley/mesh.json` at or above the current folder, or else the default port. */
export function placeOf({ env, cwd }: Setting, options: MeshOptions): MeshPlace {
  const found = findMeshFile(cwd);
  const servers = options.servers ?? (env.NATS_URL || undefined) ?? found?.url ?? defaultServers;
  // The file speaks of one broker alone: of the mesh and the model there.
  const known = found?.url === servers ? found : undefined;
  return {
    servers,
    mesh: options.mesh ?? known?.mesh ?? defaultMesh,
    ...modelOf(env, cwd, options.model, known),
  };
}

/** The model that was named, or PARLEY_MODEL, or what is known of the mesh; a folder is made absolute. */
export function modelOf(
  env: Setting['env'],
  cwd: string,
  named: string | undefined,
  known: Pick<MeshPlace, 'model' | 'modelDir'> = {},
): Pick<MeshPlace, 'model' | 'modelDir'> {
  const model = named ?? (env.PARLEY_MODEL || undefined) ?? known.model;
  const modelDir = env.PARLEY_MODEL_DIR ? resolve(cwd, env.PARLEY_MODEL_DIR) : known.modelDir;
  return { ...(model === undefined ? {} : { model }), ...(modelDir === undefined ? {} : { modelDir }) };
}

/** Connects to the mesh, also where no agent is there. @throws as `connectToMesh` */
export async function connectAsOperator(setting: Setting, options: MeshOptions): Promise<Mesh> {
  const place = placeOf(setting, options);
  return await connect({ ...place, servers: place.servers.split(','), record: 'off' });
}

/**
 * Connects to the mesh. @throws ParleyError `no-broker`, `no-mesh` (also where nobody is there), `bad-token`;
 * EmbeddingError for a model that is not there
 */
export async function connectToMesh(setting: Setting, options: MeshOptions): Promise<Mesh> {
  const place = placeOf(setting, options);
  const mesh = await connect({ ...place, servers: place.servers.split(',') });
  if (mesh.capabilities().length > 0) return mesh;
  await mesh.close();
  throw new ParleyError(
    'no-mesh',
    `No agent is there in the mesh "${place.mesh}" at ${place.servers}: start them with "npx parley up", or name another mesh with --mesh.`,
  );
}
