// How near texts are in meaning, while the adapter itself stays without waiting: it asks for similarities, is told of those
// that are known, and what it lacked is embedded before it goes again.

import { cached, dot, type Embedder, EmbeddingError } from '@parley/embeddings';
import { messageOf } from '@parley/protocol';

export interface Meanings {
  /** The cosine, or undefined where it is not known (yet). */
  similarity(a: string, b: string): number | undefined;
  /** Embeds what was asked for and not known. False where nothing was. */
  learn(signal: AbortSignal | undefined): Promise<boolean>;
  /** Why meanings cannot be compared, where they cannot. */
  readonly trouble: string | undefined;
}

/** Texts kept across calls. */
const textsMax = 5_000;

/** One embedder's vectors, kept across calls; `meanings()` makes the book of one call. */
export function createMeanings(embedder: Embedder): () => Meanings {
  const kept = cached(embedder, { entries: textsMax });
  return () => {
    const vectors = new Map<string, Float32Array>();
    const wanted = new Set<string>();
    let trouble: string | undefined;
    const vectorOf = (text: string): Float32Array | undefined => {
      const vector = vectors.get(text);
      if (vector === undefined && trouble === undefined) wanted.add(text);
      return vector;
    };
    return {
      get trouble() {
        return trouble;
      },
      similarity(a, b) {
        const [ofA, ofB] = [vectorOf(a), vectorOf(b)];
        return ofA === undefined || ofB === undefined ? undefined : dot(ofA, ofB);
      },
      async learn(signal) {
        if (wanted.size === 0 || trouble !== undefined) return false;
        const texts = [...wanted];
        wanted.clear();
        try {
          const learnt = await kept.embed(texts, signal === undefined ? {} : { signal });
          for (const [i, text] of texts.entries()) vectors.set(text, learnt[i]!);
        } catch (thrown) {
          signal?.throwIfAborted();
          trouble = thrown instanceof EmbeddingError ? thrown.code : messageOf(thrown);
        }
        return true;
      },
    };
  };
}
