// Keeps an instance's adverts where they are: refreshes them before they expire, puts them back when they vanish (a
// supervisor that was wrong about a death, a broker that came back empty), and stops at once when told to, or when
// another process has taken its name over. It listens to tries alone, and follows nothing: each write is guarded, so
// that a hint too many costs a refresh, and one that was lost waits for the next.

import { type Bus, type Clock, type KeyValue, systemClock } from '@parley/bus';
import { buckets, messageOf, ParleyError } from '@parley/protocol';
import { type AdvertsBucket, openAdverts, retryMs } from './adverts-bucket.ts';
import type { Advertiser } from './build-adverts.ts';
import { type KeptAdvert, writeOwn } from './kept-advert.ts';

export interface AdvertKeeper {
  /** Takes the adverts back and stops. Never rejects: what cannot be deleted expires. */
  withdraw(): Promise<void>;
  /** Stops; the adverts expire. Resolves when no write of it is under way any more. */
  close(): Promise<void>;
}

export interface KeepAdvertsOptions extends AdvertsBucket {
  readonly advertiser: Advertiser;
  readonly bucket: KeyValue;
  readonly kept: readonly KeptAdvert[];
  readonly isOwn: (value: Uint8Array) => boolean;
  readonly onError: (error: Error) => void;
}

/** Two put-backs of one key are at least this far apart, whoever keeps deleting it. */
const putBackPauseMs = 250;

/** From now on. `kept` have been written before. */
export function keepAdverts(bus: Bus, options: KeepAdvertsOptions): AdvertKeeper {
  return new Keeper(bus, options);
}

class Keeper implements AdvertKeeper {
  readonly #bus: Bus;
  readonly #options: KeepAdvertsOptions;
  readonly #clock: Clock;
  readonly #ttlMs: number;
  readonly #byKey: ReadonlyMap<string, KeptAdvert>;
  readonly #lastPutBack = new Map<string, number>();
  readonly #waiting = new Map<string, unknown>();
  readonly #listening: readonly { close(): void }[];
  #writes: Promise<void> = Promise.resolve();
  #retryMs: number = retryMs.first;
  #isRetrying = false;
  #timer: unknown;
  #closed = false;

  constructor(bus: Bus, options: KeepAdvertsOptions) {
    const { advertiser, bucket, kept, clock = systemClock, mesh, advertTtlMs } = options;
    this.#bus = bus;
    this.#options = options;
    this.#clock = clock;
    this.#ttlMs = advertTtlMs ?? buckets(mesh).adverts.ttlMs;
    this.#byKey = new Map(kept.map((each) => [each.key, each]));
    this.#listening = [
      bucket.tries(`${advertiser.agent}.${advertiser.instance}.>`, (tried) => {
        const each = this.#byKey.get(tried.key);
        if (each === undefined) return;
        if (tried.type === 'delete') this.#putBack(each);
        // Somebody else's value under one's own key: the guarded write finds out who it is, and gives way.
        else if (!options.isOwn(tried.value)) this.#write(each);
      }),
      bus.onStatus(({ type }) => {
        if (type === 'reconnected') this.#refresh();
        else if (type === 'closed') this.#stop();
      }),
    ];
    this.#refreshIn(this.#ttlMs / 3);
  }

  async withdraw(): Promise<void> {
    const { kept, bucket, onError } = this.#options;
    await this.close();
    const removed = await Promise.allSettled(kept.map((each) => each.remove(bucket)));
    const failed = removed.find((each) => each.status === 'rejected');
    if (failed !== undefined) onError(failed.reason as Error);
  }

  async close(): Promise<void> {
    this.#stop();
    await this.#writes;
  }

  #write(each: KeptAdvert): void {
    this.#do(async () => {
      await writeOwn(this.#options.bucket, each, this.#options.advertiser);
      this.#retryMs = retryMs.first;
    });
  }

  /** One after another. */
  #do(work: () => Promise<void>): void {
    this.#writes = this.#writes.then(async () => {
      if (this.#closed) return;
      try {
        await work();
      } catch (thrown) {
        if (!this.#closed) this.#failed(thrown);
      }
    });
  }

  #failed(thrown: unknown): void {
    if (thrown instanceof ParleyError && thrown.code === 'duplicate-instance') this.#stop();
    // Without a connection there is nothing to try: whoever reconnects refreshes.
    else if (this.#bus.connected && !this.#isRetrying) {
      this.#isRetrying = true;
      this.#refreshIn(this.#retryMs);
      this.#retryMs = Math.min(2 * this.#retryMs, retryMs.max);
    }
    this.#options.onError(thrown instanceof Error ? thrown : new Error(messageOf(thrown)));
  }

  #putBack(each: KeptAdvert): void {
    const { key } = each;
    if (this.#closed || this.#waiting.has(key)) return;
    const pauseMs = (this.#lastPutBack.get(key) ?? Number.NEGATIVE_INFINITY) + putBackPauseMs - this.#clock.now();
    const now = () => {
      this.#waiting.delete(key);
      this.#lastPutBack.set(key, this.#clock.now());
      this.#write(each);
    };
    if (pauseMs <= 0) now();
    else this.#waiting.set(key, this.#clock.setTimeout(now, pauseMs));
  }

  /** Opens the bucket first, or makes it: it may be gone, since a broker may come back empty. */
  #refresh(): void {
    this.#isRetrying = false;
    this.#refreshIn(this.#ttlMs / 3);
    this.#do(async () => {
      await openAdverts(this.#bus, this.#options);
      for (const each of this.#options.kept) this.#write(each);
    });
  }

  #refreshIn(ms: number): void {
    this.#clock.clearTimeout(this.#timer);
    this.#timer = this.#clock.setTimeout(() => this.#refresh(), ms);
  }

  #stop(): void {
    this.#closed = true;
    this.#clock.clearTimeout(this.#timer);
    for (const timer of this.#waiting.values()) this.#clock.clearTimeout(timer);
    for (const each of this.#listening) each.close();
  }
}
