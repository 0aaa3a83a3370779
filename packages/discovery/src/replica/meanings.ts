// What is advertised, by meaning: adverts with the same texts and the same vectors are one meaning, scored once, however
// many agents and instances share it (rivals import one definition). Kept apart by vector space, because vectors of two
// spaces are never compared. It knows nothing of buckets and time.

import { createHash } from 'node:crypto';
import type { Advert } from '@parley/protocol';
import type { ReadAdvert, ReadVector } from '../adverts/read-advert.ts';
import { type CapabilityIndex, createCapabilityIndex } from '../scoring/capability-index.ts';

/** Texts with their vectors, and the adverts that say just this. */
export interface Meaning {
  readonly id: string;
  readonly space: string;
  readonly texts: readonly string[];
  vectors: readonly ReadVector[];
  readonly holders: Map<string, Advert>;
}

export class Meanings {
  readonly #indexes = new Map<string, CapabilityIndex>();
  readonly #meanings = new Map<string, Meaning>();
  readonly #meaningOfKey = new Map<string, Meaning>();

  /** Adds the advert under `key`. Resolves to its meaning where that is a new one. */
  add(key: string, { advert, texts, vectors }: ReadAdvert): Meaning | undefined {
    this.remove(key);
    if (vectors.length === 0) return undefined;
    const id = idOf(advert.space, texts, vectors);
    const known = this.#meanings.get(id);
    const meaning = known ?? { id, space: advert.space, texts, vectors, holders: new Map<string, Advert>() };
    meaning.holders.set(key, advert);
    this.#meaningOfKey.set(key, meaning);
    if (known !== undefined) return undefined;
    this.#meanings.set(id, meaning);
    this.#lay(meaning);
    return meaning;
  }

  remove(key: string): void {
    const meaning = this.#meaningOfKey.get(key);
    if (meaning === undefined) return;
    this.#meaningOfKey.delete(key);
    meaning.holders.delete(key);
    if (meaning.holders.size > 0) return;
    this.#meanings.delete(meaning.id);
    this.#indexOf(meaning)?.remove(meaning.id);
  }

  /** Takes single vectors out of a meaning; without any it is compared no more. */
  drop(meaning: Meaning, forged: ReadonlySet<ReadVector>): void {
    if (this.#meanings.get(meaning.id) !== meaning) return;
    const index = this.#indexOf(meaning);
    meaning.vectors = meaning.vectors.filter((each) => !forged.has(each));
    if (meaning.vectors.length === 0) index?.remove(meaning.id);
    else this.#lay(meaning);
  }

  has(meaning: Meaning): boolean {
    return this.#meanings.get(meaning.id) === meaning;
  }

  get(id: string): Meaning | undefined {
    return this.#meanings.get(id);
  }

  all(): Iterable<Meaning> {
    return this.#meanings.values();
  }

  /** The index of a space's vectors of one length; undefined where nothing is advertised in it. */
  index(space: string, dims: number): CapabilityIndex | undefined {
    const index = this.#indexes.get(`${space}\n${dims}`);
    return index === undefined || index.size === 0 ? undefined : index;
  }

  #lay(meaning: Meaning): void {
    const dims = meaning.vectors[0]!.vector.length;
    const name = `${meaning.space}\n${dims}`;
    let index = this.#indexes.get(name);
    if (index === undefined) {
      index = createCapabilityIndex(dims);
      this.#indexes.set(name, index);
    }
    index.add(
      meaning.id,
      meaning.texts,
      meaning.vectors.map((each) => each.vector),
    );
  }

  #indexOf(meaning: Meaning): CapabilityIndex | undefined {
    const dims = meaning.vectors[0]?.vector.length;
    return dims === undefined ? undefined : this.#indexes.get(`${meaning.space}\n${dims}`);
  }
}

function idOf(space: string, texts: readonly string[], vectors: readonly ReadVector[]): string {
  const hash = createHash('sha256').update(space);
  for (const text of texts) hash.update(`\n${text}`);
  for (const { identity } of vectors) hash.update(`\n${identity}`);
  return hash.digest('hex').slice(0, 32);
}
