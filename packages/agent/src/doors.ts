// What an instance needs of the outside before it can do anything: a connection and an embedder, its own or given. Those
// that were given are left as they are when it ends.

import { type Bus, BusError } from '@parley/bus';
import { connectNats } from '@parley/bus/nats';
import { createMeshEmbedder } from '@parley/discovery';
import { createWorkerEmbedder, type Embedder, resolveModel } from '@parley/embeddings';
import { ParleyError } from '@parley/protocol';

export interface DoorOptions {
  readonly servers?: string | readonly string[];
  /** A connection of one's own making, instead of `servers`; it is then not closed at the stop. */
  readonly bus?: Bus;
  readonly model?: string;
  readonly modelDir?: string;
  readonly embedder?: Embedder;
}

export interface Doors {
  readonly bus: Bus;
  readonly embedder: Embedder;
  /** Sends what is written, and frees them. */
  release(): Promise<void>;
  /** Frees them at once. */
  abandon(): Promise<void>;
}

/** @throws ParleyError `no-broker`, naming `who` wanted one; EmbeddingError */
export async function openDoors(
  options: DoorOptions,
  { mesh, inboxPrefix, who, name }: { mesh: string; inboxPrefix: string; who: string; name: string },
): Promise<Doors> {
  const bus = options.bus ?? (await busTo(options.servers, inboxPrefix, { who, name }));
  const embedder = options.embedder ?? meshEmbedder(bus, mesh, options);
  const close = async (ending: 'drain' | 'close') => {
    if (options.embedder === undefined) await embedder.close();
    if (options.bus === undefined) await bus[ending]();
  };
  return { bus, embedder, release: () => close('drain'), abandon: () => close('close') };
}

function meshEmbedder(bus: Bus, mesh: string, { model, modelDir }: DoorOptions): Embedder {
  const resolved = resolveModel({
    ...(model === undefined ? {} : { model }),
    ...(modelDir === undefined ? {} : { modelDir }),
  });
  return createMeshEmbedder(bus, { mesh, model: resolved, local: () => createWorkerEmbedder({ model: resolved }) });
}

async function busTo(
  servers: DoorOptions['servers'],
  inboxPrefix: string,
  { who, name }: { who: string; name: string },
): Promise<Bus> {
  const list =
    servers === undefined ? ['nats://127.0.0.1:4222'] : typeof servers === 'string' ? [servers] : [...servers];
  try {
    return await connectNats({ servers: list, name, inboxPrefix });
  } catch (thrown) {
    if (!(thrown instanceof BusError)) throw thrown;
    const message = `${who}: no broker answers at ${list.join(', ')}: start the mesh with "npx parley up".`;
    throw new ParleyError('no-broker', message, { cause: thrown });
  }
}
