// One model a host in place of one a process: answers texts with vectors on the space's subject, in a queue group, so
// that several hosts share the work. So many requests at a time and no more: the next one is told at once that it is
// busy. It knows nothing of what the texts are for.

import { type Bus, BusError, type BusMessage } from '@parley/bus';
import { type Embedder, EmbeddingError, spaceToken } from '@parley/embeddings';
import { buckets, messageOf, ParleyError, subjects, type WireError } from '@parley/protocol';
import { decodeRequest, encodeJson, type ServiceRequest, writeVector } from './embed-protocol.ts';
import { StoredVectors } from './stored-vectors.ts';

export interface EmbeddingServiceOptions {
  readonly mesh: string;
  /** Put a cache around it for intents asked again; the service closes neither. */
  readonly embedder: Embedder;
  /** Requests worked on at a time; the next is answered `busy`. */
  readonly requestsMax?: number;
  /** Hears of what did not reach a caller: a store of vectors that cannot be used, an answer that could not be sent. */
  readonly onError?: (error: unknown) => void;
}

const defaultRequestsMax = 64;

/**
 * Loads the model and serves it; resolves when it answers.
 * @throws EmbeddingError where the model cannot be loaded; BusError; ParleyError `bad-token`
 */
export async function startEmbeddingService(
  bus: Bus,
  options: EmbeddingServiceOptions,
): Promise<{ close(): Promise<void> }> {
  const { mesh, embedder, requestsMax = defaultRequestsMax, onError = () => undefined } = options;
  await embedder.ready();
  const { space, dims } = embedder.info;
  const stored = new StoredVectors(await bus.keyValue(buckets(mesh).vectors), space, dims, onError);
  const controller = new AbortController();
  const open = new Set<Promise<void>>();

  const answer = async (message: BusMessage): Promise<void> => {
    const reply = await vectorsOf(message.data, embedder, stored, controller.signal).then(
      (vectors) =>
        encodeJson({ v: 1, space, dims, vectors: vectors.map((each) => writeVector(each).toString('base64')) }),
      (thrown) => encodeJson({ v: 1, error: wireErrorOf(thrown) }),
    );
    respond(message, reply);
  };
  const respond = (message: BusMessage, reply: Uint8Array): void => {
    if (message.reply === undefined) return;
    try {
      bus.publish(message.reply, reply);
    } catch (thrown) {
      onError(thrown);
    }
  };
  const subscription = bus.subscribe(
    subjects(mesh).embed(spaceToken(space)),
    (message) => {
      if (open.size >= requestsMax) {
        const busy = new EmbeddingError(
          'busy',
          `The embedding service works on ${open.size} requests: try again later.`,
        );
        respond(message, encodeJson({ v: 1, error: wireErrorOf(busy) }));
        return;
      }
      const work = answer(message).catch(onError);
      open.add(work);
      void work.finally(() => open.delete(work));
    },
    { queue: 'embed' },
  );
  return {
    async close() {
      subscription.close();
      controller.abort();
      await Promise.all(open);
    },
  };
}

async function vectorsOf(
  data: Uint8Array,
  embedder: Embedder,
  stored: StoredVectors,
  signal: AbortSignal,
): Promise<Float32Array[]> {
  let request: ServiceRequest;
  try {
    request = decodeRequest(data);
  } catch (cause) {
    throw new ParleyError('wrong-schema', `This is no request to embed: ${messageOf(cause).slice(0, 300)}`, { cause });
  }
  if (request.role !== 'document') return embedder.embed(request.texts, { signal });
  const found = await Promise.all(request.texts.map((text) => stored.get(text)));
  const missing = request.texts.filter((_, i) => found[i] === undefined);
  const made = missing.length === 0 ? [] : await embedder.embed(missing, { signal });
  for (const [i, text] of missing.entries()) void stored.put(text, made[i]!);
  let next = 0;
  return found.map((vector) => vector ?? made[next++]!);
}

function wireErrorOf(thrown: unknown): WireError {
  if (thrown instanceof ParleyError) return thrown.toWire();
  if (thrown instanceof EmbeddingError || thrown instanceof BusError) {
    return { code: thrown.code, message: thrown.message.slice(0, 2_000), retryable: thrown.retryable };
  }
  return { code: 'internal', message: messageOf(thrown).slice(0, 2_000), retryable: false };
}
