// A cache in front of any embedder: a text asked again costs a look-up, and a text asked by many at the same time is
// embedded once. Texts are the same when they are normalised to the same. Kept in memory only; intents may be private.

import { LRUCache } from 'lru-cache';
import type { Embedder } from './embedder.ts';
import { EmbeddingError } from './errors.ts';
import { prepareText } from './normalise-text.ts';
import { abortedError } from './open-calls.ts';

export interface CacheOptions {
  /** Texts kept, the least recently used leaving first; one of 384 dims takes about 2 kB. */
  readonly entries?: number;
}

/** What became of each text of a flight. */
type Landing = Map<string, PromiseSettledResult<Float32Array>>;

/** Texts sent to the embedder together; called back when nobody waits for any of them any more. */
interface Flight {
  readonly landing: Promise<Landing>;
  readonly callBack: () => void;
  waiters: number;
}

/**
 * Wraps an embedder. The vectors handed out are the cache's own: not to be written to.
 * A failure is never cached, and a text that cannot be embedded fails only the calls that asked for it.
 */
export function cached(embedder: Embedder, options: CacheOptions = {}): Embedder {
  const kept = new LRUCache<string, Float32Array>({ max: options.entries ?? 5_000 });
  const flights = new Map<string, Flight>();
  // An embedder may come to serve another space; what was kept of the first one must not be found then.
  const keyOf = (text: string): string => `${embedder.info.space}\n${text}`;

  async function fly(texts: readonly string[], keys: readonly string[], signal: AbortSignal): Promise<Landing> {
    const landing = await embedEach(embedder, texts, signal);
    for (const [i, text] of texts.entries()) {
      const result = landing.get(text);
      if (result?.status === 'fulfilled' && keyOf(text) === keys[i]) kept.set(keys[i], result.value);
    }
    return landing;
  }

  function depart(texts: readonly string[]): Flight {
    const controller = new AbortController();
    const keys = texts.map(keyOf);
    const leave = (): void => {
      for (const key of keys) if (flights.get(key) === flight) flights.delete(key);
    };
    const landing = fly(texts, keys, controller.signal).finally(leave);
    const callBack = (): void => {
      leave();
      controller.abort();
    };
    const flight: Flight = { landing, callBack, waiters: 0 };
    for (const key of keys) flights.set(key, flight);
    return flight;
  }

  return {
    get info() {
      return embedder.info;
    },
    ready: () => embedder.ready(),
    close: () => embedder.close(),
    async embed(texts, embedOptions = {}) {
      const { signal } = embedOptions;
      if (signal?.aborted) throw abortedError(signal);
      const prepared = texts.map(prepareText);
      const found = new Map<string, Float32Array>();
      const joined = new Set<Flight>();
      const missing = new Set<string>();
      for (const text of prepared) {
        const key = keyOf(text);
        const vector = kept.get(key);
        const flight = flights.get(key);
        if (vector !== undefined) found.set(text, vector);
        else if (flight !== undefined) joined.add(flight);
        else missing.add(text);
      }
      if (missing.size > 0) joined.add(depart([...missing]));
      for (const landing of await landed([...joined], signal)) {
        for (const [text, result] of landing) if (result.status === 'fulfilled') found.set(text, result.value);
        const failed = prepared.map((text) => landing.get(text)).find((result) => result?.status === 'rejected');
        if (failed !== undefined) throw failed.reason;
      }
      return prepared.map((text) => found.get(text)!);
    },
  };
}

/** Waits for all flights, or for the signal; a flight that nobody waits for is called back. */
async function landed(flights: readonly Flight[], signal: AbortSignal | undefined): Promise<Landing[]> {
  const given = Promise.withResolvers<never>();
  const onAbort = (): void => given.reject(abortedError(signal!));
  signal?.addEventListener('abort', onAbort, { once: true });
  for (const flight of flights) flight.waiters += 1;
  try {
    return await Promise.race([Promise.all(flights.map((flight) => flight.landing)), given.promise]);
  } finally {
    signal?.removeEventListener('abort', onAbort);
    for (const flight of flights) {
      flight.waiters -= 1;
      if (flight.waiters === 0) flight.callBack();
    }
  }
}

/** Embeds texts together; where one of them spoils it for the others, one by one. */
async function embedEach(embedder: Embedder, texts: readonly string[], signal: AbortSignal): Promise<Landing> {
  try {
    const vectors = await embedder.embed(texts, { signal });
    return new Map(texts.map((text, i) => [text, { status: 'fulfilled', value: vectors[i]! }]));
  } catch (error) {
    const oneText =
      error instanceof EmbeddingError && (error.code === 'bad-vector' || error.code === 'inference-failed');
    if (!oneText || texts.length === 1) throw error;
  }
  const results = await Promise.allSettled(texts.map(async (text) => (await embedder.embed([text], { signal }))[0]!));
  return new Map(texts.map((text, i) => [text, results[i]!]));
}
