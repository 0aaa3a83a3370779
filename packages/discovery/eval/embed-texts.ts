// Embeds a set's texts once each, in batches, with word of how far it is while that takes longer than a moment.

import { type Embedder, EmbeddingError } from '@parley/embeddings';

const batch = 64;
const tellEveryMs = 1_000;

/** Vectors by text, kept between calls; a text the embedder cannot embed has none. */
export class EmbeddedTexts {
  readonly #vectors = new Map<string, Float32Array>();
  readonly #embedder: Embedder;
  readonly #tell: (line: string) => void;

  constructor(embedder: Embedder, tell: (line: string) => void) {
    this.#embedder = embedder;
    this.#tell = tell;
  }

  get(text: string): Float32Array | undefined {
    return this.#vectors.get(text);
  }

  async add(texts: readonly string[]): Promise<void> {
    const missing = [...new Set(texts)].filter((text) => !this.#vectors.has(text));
    let toldAtMs = performance.now();
    for (let at = 0; at < missing.length; at += batch) {
      const some = missing.slice(at, at + batch);
      const vectors = await this.#embedder.embed(some).catch((thrown) => this.#oneByOne(some, thrown));
      for (const [i, text] of some.entries()) if (vectors[i] !== undefined) this.#vectors.set(text, vectors[i]);
      if (performance.now() - toldAtMs < tellEveryMs) continue;
      toldAtMs = performance.now();
      this.#tell(`${this.#embedder.info.model}: ${at + some.length} of ${missing.length} texts embedded`);
    }
  }

  async #oneByOne(texts: readonly string[], thrown: unknown): Promise<(Float32Array | undefined)[]> {
    if (!isTextsFault(thrown)) throw thrown;
    const vectors: (Float32Array | undefined)[] = [];
    for (const text of texts) {
      const alone = await this.#embedder.embed([text]).catch((why) => {
        if (!isTextsFault(why)) throw why;
        return [];
      });
      vectors.push(alone[0]);
    }
    return vectors;
  }
}

function isTextsFault(thrown: unknown): boolean {
  return thrown instanceof EmbeddingError && (thrown.code === 'bad-vector' || thrown.code === 'empty-text');
}
