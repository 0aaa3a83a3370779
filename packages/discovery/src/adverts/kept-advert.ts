// One key and the value that is to stand there. Every write is guarded by the revision it builds on, so that an
// instance that slept while another took its name over notices it, and does not write over the living.

import { BusError, type KeyValue, type KeyValueEntry } from '@parley/bus';
import { ParleyError } from '@parley/protocol';
import type { Advertiser, BuiltAdvert } from './build-adverts.ts';
import { duplicate } from './claim-instance.ts';
import { isProblem, readAdvert } from './read-advert.ts';

export class KeptAdvert {
  readonly key: string;
  readonly #bytes: Uint8Array;
  readonly #isOwn: (value: Uint8Array) => boolean;
  #revision: number | undefined;

  constructor({ key, bytes }: BuiltAdvert, isOwn: (value: Uint8Array) => boolean) {
    this.key = key;
    this.#bytes = bytes;
    this.#isOwn = isOwn;
  }

  /** Writes the value, whatever became of the key. Resolves to somebody else's entry where one stands there. */
  async write(bucket: KeyValue): Promise<KeyValueEntry | undefined> {
    try {
      this.#revision = await this.#writeOn(bucket, this.#revision);
      return undefined;
    } catch (thrown) {
      if (!isWrongRevision(thrown)) throw thrown;
    }
    const there = await bucket.get(this.key);
    if (there !== undefined && !this.#isOwn(there.value)) return there;
    this.#revision = await this.#writeOn(bucket, there?.revision);
    return undefined;
  }

  /** Deletes the key where it is still one's own. */
  async remove(bucket: KeyValue): Promise<void> {
    const there = await bucket.get(this.key);
    if (there === undefined || !this.#isOwn(there.value)) return;
    try {
      await bucket.delete(this.key, there.revision);
    } catch (thrown) {
      if (!isWrongRevision(thrown)) throw thrown;
    }
  }

  #writeOn(bucket: KeyValue, revision: number | undefined): Promise<number> {
    return revision === undefined
      ? bucket.create(this.key, this.#bytes)
      : bucket.update(this.key, this.#bytes, revision);
  }
}

function isWrongRevision(thrown: unknown): boolean {
  return thrown instanceof BusError && thrown.code === 'wrong-revision';
}

/** Writes it. @throws ParleyError `duplicate-instance` where somebody else's value stands there; BusError */
export async function writeOwn(bucket: KeyValue, kept: KeptAdvert, advertiser: Advertiser): Promise<void> {
  const foreign = await kept.write(bucket);
  if (foreign === undefined) return;
  const read = readAdvert(foreign.key, foreign.value);
  if (!isProblem(read)) throw duplicate(advertiser, read.advert);
  throw new ParleyError('duplicate-instance', `${read.text} Delete the key "${foreign.key}" from "${bucket.bucket}".`);
}
