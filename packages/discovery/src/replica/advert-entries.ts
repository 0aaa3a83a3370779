// The replica's copy of the bucket: what stands under each key, and when it was last written. It tells a refresh from a
// change, and it forgets by itself what was not refreshed for a TTL, because old servers expire a key without a word.

import type { Clock, KeyValueEntry } from '@parley/bus';
import type { ReadAdvert } from '../adverts/read-advert.ts';

interface Entry {
  readonly value: Uint8Array;
  /** Undefined where the value is no advert; kept, so that a refresh of it is not reported again. */
  readonly read: ReadAdvert | undefined;
  writtenAtMs: number;
}

export class AdvertEntries {
  readonly #entries = new Map<string, Entry>();
  readonly #clock: Clock;
  readonly #ttlMs: number;
  readonly #onExpired: (key: string) => void;
  #timer: unknown;

  constructor(clock: Clock, ttlMs: number, onExpired: (key: string) => void) {
    this.#clock = clock;
    this.#ttlMs = ttlMs;
    this.#onExpired = onExpired;
  }

  /** True where the value is the one that stands there already: then only its time starts anew. */
  refresh({ key, value }: KeyValueEntry): boolean {
    const known = this.#entries.get(key);
    if (known === undefined || !equal(known.value, value)) return false;
    known.writtenAtMs = this.#clock.now();
    return true;
  }

  set({ key, value }: KeyValueEntry, read: ReadAdvert | undefined): void {
    this.#entries.set(key, { value, read, writtenAtMs: this.#clock.now() });
    this.#timer ??= this.#clock.setTimeout(() => this.#expire(), this.#ttlMs);
  }

  delete(key: string): boolean {
    return this.#entries.delete(key);
  }

  get(key: string): ReadAdvert | undefined {
    return this.#entries.get(key)?.read;
  }

  keys(): string[] {
    return [...this.#entries.keys()];
  }

  *adverts(): Iterable<ReadAdvert> {
    for (const { read } of this.#entries.values()) if (read !== undefined) yield read;
  }

  close(): void {
    this.#clock.clearTimeout(this.#timer);
    this.#entries.clear();
  }

  #expire(): void {
    this.#timer = undefined;
    const now = this.#clock.now();
    let next = Number.POSITIVE_INFINITY;
    for (const [key, { writtenAtMs }] of this.#entries) {
      const leftMs = writtenAtMs + this.#ttlMs - now;
      if (leftMs > 0) {
        next = Math.min(next, leftMs);
      } else {
        this.#entries.delete(key);
        this.#onExpired(key);
      }
    }
    if (Number.isFinite(next)) this.#timer = this.#clock.setTimeout(() => this.#expire(), next);
  }
}

function equal(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && Buffer.compare(one, other) === 0;
}
