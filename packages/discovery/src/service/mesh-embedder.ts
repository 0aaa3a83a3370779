// The embedder of agents and callers: the mesh's service first, so that they stay small, and a worker of their own where
// no service is in reach. Both compute in one space, or they would not be asked. Intents asked again come from memory.

import { type Bus, BusError, type Clock, systemClock } from '@parley/bus';
import {
  cached,
  type Embedder,
  type EmbedderInfo,
  type EmbedderKind,
  EmbeddingError,
  prepareText,
  spaceToken,
} from '@parley/embeddings';
import { subjects } from '@parley/protocol';
import type { RoleOptions } from '../adverts/build-adverts.ts';
import { UnusableReplyError } from './embed-protocol.ts';
import { ServiceCalls } from './service-calls.ts';

export interface MeshEmbedderOptions {
  readonly mesh: string;
  /** The model both sides use; what `resolveModel` gives will do. */
  readonly model: { readonly space: string; readonly name: string; readonly dims: number; readonly kind: EmbedderKind };
  /** Makes the process's own embedder, once, where the service cannot be used. */
  readonly local: () => Embedder;
  /** Texts kept in memory. */
  readonly entries?: number;
  readonly clock?: Clock;
  readonly requestTimeoutMs?: number;
}

/** `where` is who answered last; before the first answer it is who will be asked first. */
export interface MeshEmbedder extends Embedder {
  readonly info: EmbedderInfo & { readonly where: 'service' | 'worker' };
  embed(texts: readonly string[], options?: RoleOptions): Promise<Float32Array[]>;
}

const defaultRequestTimeoutMs = 2_000;
/** After a service was silent or talked nonsense it is left alone for a while; where nobody answers costs nothing. */
const distrustMs = 10_000;

/** Costs nothing until it is used. */
export function createMeshEmbedder(bus: Bus, options: MeshEmbedderOptions): MeshEmbedder {
  const { model, clock = systemClock, requestTimeoutMs = defaultRequestTimeoutMs, entries } = options;
  const subject = subjects(options.mesh).embed(spaceToken(model.space));
  const service = new ServiceCalls(bus, { subject, model, clock, timeoutMs: requestTimeoutMs });
  const closing = new AbortController();
  let where: 'service' | 'worker' = 'service';
  let local: Embedder | undefined;
  let distrustedUntilMs = Number.NEGATIVE_INFINITY;

  const viaWorker = async (texts: readonly string[], given: RoleOptions): Promise<Float32Array[]> => {
    local ??= createLocal(options);
    const vectors = await local.embed(texts, given);
    where = 'worker';
    return vectors;
  };
  const embed = async (texts: readonly string[], given: RoleOptions = {}): Promise<Float32Array[]> => {
    checkOpen(closing.signal);
    if (given.signal?.aborted) throw aborted(given.signal);
    const prepared = texts.map(prepareText);
    if (prepared.length === 0) return [];
    if (clock.now() < distrustedUntilMs) return viaWorker(prepared, given);
    try {
      const vectors = await givenUpBy(given.signal, closing.signal, service.embed(prepared, given.role ?? 'query'));
      where = 'service';
      return vectors;
    } catch (thrown) {
      if (!isServicesFault(thrown)) throw thrown;
      if (isDistrusted(thrown)) distrustedUntilMs = clock.now() + distrustMs;
    }
    checkOpen(closing.signal);
    return viaWorker(prepared, given);
  };

  const base: MeshEmbedder = {
    get info() {
      const { space, name, dims, kind } = model;
      const shared = { space, model: name, dims, kind, degraded: false, where };
      return { ...shared, loader: where === 'service' || local === undefined ? 'service' : local.info.loader };
    },
    ready: async () => void (await base.embed(['ready'])),
    embed,
    async close() {
      closing.abort();
      await local?.close();
    },
  };
  const inMemory = cached(base, entries === undefined ? {} : { entries });
  return {
    get info() {
      return base.info;
    },
    ready: () => base.ready(),
    close: () => base.close(),
    // A text of an advert is embedded once in a life: it would only push intents out of the cache.
    embed: (texts, given = {}) =>
      (given.role ?? 'query') === 'query' ? inMemory.embed(texts, given) : embed(texts, given),
  };
}

function createLocal({ local, model }: MeshEmbedderOptions): Embedder {
  const own = local();
  if (own.info.space === model.space) return own;
  throw new EmbeddingError(
    'load-failed',
    `The local embedder is of the space ${own.info.space} where ${model.space} is due: give both the same model.`,
  );
}

/** Whether one's own worker may do better. An error about the text itself would only come again. */
function isServicesFault(thrown: unknown): boolean {
  if (thrown instanceof UnusableReplyError) return true;
  if (thrown instanceof BusError) return thrown.code !== 'closed';
  return thrown instanceof EmbeddingError && (thrown.retryable || thrown.code === 'load-failed');
}

function isDistrusted(thrown: unknown): boolean {
  return thrown instanceof UnusableReplyError || (thrown instanceof BusError && thrown.code === 'timeout');
}

/** Rejects as soon as the caller or `close` gives up; the request itself ends by its own timer. */
async function givenUpBy<T>(signal: AbortSignal | undefined, closing: AbortSignal, work: Promise<T>): Promise<T> {
  const given = Promise.withResolvers<never>();
  const onAbort = () => given.reject(aborted(signal!));
  const onClose = () => given.reject(closed());
  signal?.addEventListener('abort', onAbort, { once: true });
  closing.addEventListener('abort', onClose, { once: true });
  try {
    return await Promise.race([work, given.promise]);
  } finally {
    signal?.removeEventListener('abort', onAbort);
    closing.removeEventListener('abort', onClose);
    work.catch(() => undefined);
  }
}

function checkOpen(closing: AbortSignal): void {
  if (closing.aborted) throw closed();
}

function closed(): EmbeddingError {
  return new EmbeddingError('closed', 'This embedder is closed: create a new one.');
}

function aborted(signal: AbortSignal): EmbeddingError {
  return new EmbeddingError('aborted', 'The call was given up by its signal.', { cause: signal.reason });
}
