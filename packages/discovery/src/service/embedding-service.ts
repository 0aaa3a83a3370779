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
  /** Requests of callers worked on at a time, and as many of adverts; the next is answered `busy`. */
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
  const urgent = new Set<Promise<void>>();
  const patient = new Set<Promise<void>>();
  const inTurn = turns();

  const vectorsOf = async ({ texts, role }: ServiceRequest): Promise<Float32Array[]> => {
    const { signal } = controller;
    if (role === undefined) return embedder.embed(texts, { signal });
    if (role === 'check') return inTurn(() => embedder.embed(texts, { signal }));
    const found = await Promise.all(texts.map((text) => stored.get(text)));
    const missing = texts.filter((_, i) => found[i] === undefined);
    const made = missing.length === 0 ? [] : await inTurn(() => embedder.embed(missing, { signal }));
    for (const [i, text] of missing.entries()) void stored.put(text, made[i]!);
    let next = 0;
    return found.map((vector) => vector ?? made[next++]!);
  };
  const answer = async (message: BusMessage, request: ServiceRequest): Promise<void> => {
    const reply = await vectorsOf(request).then(
      (vectors) =>
        encodeJson({ v: 1, space, dims, vectors: vectors.map((each) => writeVector(each).toString('base64')) }),
      refusal,
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
      let request: ServiceRequest;
      try {
        request = decodeRequest(message.data);
      } catch (cause) {
        respond(message, refusal(notARequest(cause)));
        return;
      }
      const open = request.role === undefined ? urgent : patient;
      if (open.size >= requestsMax) {
        respond(message, refusal(busy(open.size)));
        return;
      }
      const work = answer(message, request).catch(onError);
      open.add(work);
      void work.finally(() => open.delete(work));
    },
    { queue: 'embed' },
  );
  return {
    async close() {
      subscription.close();
      controller.abort();
      await Promise.all([...urgent, ...patient]);
    },
  };
}

/** What is patient is embedded one request at a time, so that a caller's intent never waits behind many. */
function turns(): <Result>(work: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work, work);
    last = mine;
    return mine;
  };
}

function refusal(thrown: unknown): Uint8Array {
  return encodeJson({ v: 1, error: wireErrorOf(thrown) });
}

function busy(count: number): EmbeddingError {
  return new EmbeddingError('busy', `The embedding service works on ${count} requests: try again later.`);
}

function notARequest(cause: unknown): ParleyError {
  return new ParleyError('wrong-schema', `This is no request to embed: ${messageOf(cause).slice(0, 300)}`, { cause });
}

function wireErrorOf(thrown: unknown): WireError {
  if (thrown instanceof ParleyError) return thrown.toWire();
  if (thrown instanceof EmbeddingError || thrown instanceof BusError) {
    return { code: thrown.code, message: thrown.message.slice(0, 2_000), retryable: thrown.retryable };
  }
  return { code: 'internal', message: messageOf(thrown).slice(0, 2_000), retryable: false };
}
