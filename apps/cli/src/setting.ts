// What a command is run in: the folder, the environment and the terminal, read once by the entry point and handed down.

import { connect, type Mesh } from '@parley/mesh';
import { ParleyError } from '@parley/protocol';
import { CommandError, exitCodes } from './exit-codes.ts';
import { findMeshFile } from './mesh-file.ts';

export interface Setting {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Options every command that talks to a mesh has. */
export interface MeshOptions {
  readonly servers?: string;
  readonly mesh?: string;
  readonly model?: string;
  readonly json?: boolean;
}

/**
 * Connects to the mesh: the one named by options, by NATS_URL, by `.parley/mesh.json`, or at the default port.
 * @throws CommandError where none is there
 */
export async function connectToMesh(setting: Setting, options: MeshOptions): Promise<Mesh> {
  const found = findMeshFile(setting.cwd);
  const servers = options.servers ?? setting.env.NATS_URL ?? found?.url ?? 'nats://127.0.0.1:4222';
  const model = options.model ?? setting.env.PARLEY_MODEL;
  const modelDir = setting.env.PARLEY_MODEL_DIR;
  try {
    return await connect({
      servers,
      mesh: options.mesh ?? found?.mesh ?? 'default',
      ...(model === undefined ? {} : { model }),
      ...(modelDir === undefined ? {} : { modelDir }),
    });
  } catch (thrown) {
    if (!(thrown instanceof ParleyError) || !thrown.retryable) throw thrown;
    throw new CommandError(exitCodes.noMesh, thrown.message, { cause: thrown });
  }
}
