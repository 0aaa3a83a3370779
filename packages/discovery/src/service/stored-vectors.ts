// Vectors of adverts' texts in a bucket, so that a host that restarts its agents does not embed everything again. Keys
// are hashes, values raw little-endian float32; whatever is not exactly that is a miss. Texts of callers never come
// here: they may be private, and an in-memory cache serves them better.

import { createHash } from 'node:crypto';
import type { KeyValue } from '@parley/bus';
import { normaliseText, spaceToken } from '@parley/embeddings';
import { readVector, writeVector } from './embed-protocol.ts';

export class StoredVectors {
  readonly #bucket: KeyValue;
  readonly #token: string;
  readonly #dims: number;
  readonly #onError: (error: unknown) => void;

  constructor(bucket: KeyValue, space: string, dims: number, onError: (error: unknown) => void) {
    this.#bucket = bucket;
    this.#token = spaceToken(space);
    this.#dims = dims;
    this.#onError = onError;
  }

  /** The stored vector; undefined where there is none that can be used. Never rejects. */
  async get(text: string): Promise<Float32Array | undefined> {
    try {
      const entry = await this.#bucket.get(this.keyOf(text));
      return entry === undefined ? undefined : readVector(entry.value, this.#dims);
    } catch (thrown) {
      this.#onError(thrown);
      return undefined;
    }
  }

  /** Never rejects: a cache that cannot be written is only slower. */
  async put(text: string, vector: Float32Array): Promise<void> {
    try {
      await this.#bucket.put(this.keyOf(text), writeVector(vector));
    } catch (thrown) {
      this.#onError(thrown);
    }
  }

  /** `<space token>.<first 32 hex digits of the normalised text's sha256>` */
  keyOf(text: string): string {
    return `${this.#token}.${createHash('sha256').update(normaliseText(text), 'utf8').digest('hex').slice(0, 32)}`;
  }
}
