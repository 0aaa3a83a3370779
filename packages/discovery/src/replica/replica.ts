// A client's own copy of everything advertised, kept by watch, so that a shortlist costs no network. It says honestly
// when it is not complete: before the first list, while disconnected, and after a broker came back empty until the
// agents have put their adverts back. Vectors serve at once and are verified in the background.

import { type Bus, type Clock, type KeyValueEntry, systemClock } from '@parley/bus';
import type { Embedder } from '@parley/embeddings';
import { type Advert, addressOf, buckets, messageOf } from '@parley/protocol';
import { type AdvertsBucket, type Following, followAdverts, whyAdverts } from '../adverts/adverts-bucket.ts';
import { isSame } from '../adverts/claim-instance.ts';
import { isProblem, readAdvert } from '../adverts/read-advert.ts';
import type { Problem } from '../problem.ts';
import { calibrate } from '../threshold/calibrate.ts';
import { thresholdFor } from '../threshold/threshold-for.ts';
import { AdvertEntries } from './advert-entries.ts';
import { type AdvertisedCapability, groupAdverts } from './grouped.ts';
import { Meanings } from './meanings.ts';
import { Settling } from './settling.ts';
import { createVerifier, type Verifier } from './verify-vectors.ts';

export interface OpenReplicaOptions extends AdvertsBucket {
  /** Verifies vectors of its own space, and calibrates a model that has no measured threshold. */
  readonly embedder?: Embedder;
  readonly clock?: Clock;
  /** Hears of what was not let through. Must not throw. */
  readonly onProblem?: (problem: Problem) => void;
}

export interface Replica {
  /** Resolves when the first list is there, and the model's threshold is known. Never rejects. */
  readonly ready: Promise<void>;
  /** False where what is known may not be all there is: then nobody may say "nobody can do this". */
  readonly complete: boolean;
  /** Grows with every change; a refresh is none. */
  readonly version: number;
  /** Values under keys of the bucket that were no adverts, since it was opened. */
  readonly ignored: number;
  /** What is advertised, by meaning: for `shortlist`. */
  readonly meanings: Pick<Meanings, 'index' | 'get' | 'all'>;
  adverts(): readonly Advert[];
  capabilities(): readonly AdvertisedCapability[];
  onChange(handler: () => void): { close(): void };
  /** Drops an instance at once, on a supervisor's `down`; a later sign of life brings it back. */
  forget(agent: string, instance: string): void;
  close(): void;
}

/** Opens a replica; it lists and follows in the background, so this resolves at once. See `ready`. */
export async function openReplica(bus: Bus, options: OpenReplicaOptions): Promise<Replica> {
  return new LocalReplica(bus, options);
}

class LocalReplica implements Replica {
  readonly ready: Promise<void>;
  readonly meanings = new Meanings();
  version = 0;
  ignored = 0;
  readonly #bus: Bus;
  readonly #onProblem: (problem: Problem) => void;
  readonly #entries: AdvertEntries;
  readonly #settling: Settling;
  readonly #verifier: Verifier | undefined;
  readonly #following: Following;
  readonly #listed = Promise.withResolvers<void>();
  readonly #handlers = new Set<() => void>();
  #isListed = false;
  #closed = false;
  #adverts: readonly Advert[] | undefined;

  constructor(bus: Bus, options: OpenReplicaOptions) {
    const { mesh, embedder, clock = systemClock, onProblem = () => undefined } = options;
    this.#bus = bus;
    this.#onProblem = onProblem;
    this.#entries = new AdvertEntries(clock, options.advertTtlMs ?? buckets(mesh).adverts.ttlMs, (key) => {
      this.meanings.remove(key);
      this.#changed();
    });
    this.#settling = new Settling(clock, () => this.#changed());
    this.#verifier = embedder === undefined ? undefined : this.#verifierWith(embedder, clock);
    this.#following = followAdverts(
      bus,
      { ...options, pattern: '>' },
      {
        put: (entry) => this.#put(entry),
        deleted: (key) => this.#remove(key) && this.#changed(),
        listed: (keys) => this.#onListed(keys),
        lost: () => this.#onLost(),
        closed: () => this.close(),
        failed: (cause) => onProblem({ code: 'disconnected', text: whyAdverts(cause), cause }),
      },
    );
    const calibrated = embedder === undefined ? undefined : calibrateOnce(embedder, onProblem);
    this.ready = Promise.all([this.#listed.promise, calibrated]).then(() => undefined);
  }

  get complete(): boolean {
    return this.#isListed && this.#bus.connected && !this.#settling.active && !this.#closed;
  }

  adverts(): readonly Advert[] {
    this.#adverts ??= Array.from(this.#entries.adverts(), (each) => each.advert);
    return this.#adverts;
  }

  capabilities(): readonly AdvertisedCapability[] {
    return groupAdverts(this.adverts());
  }

  onChange(handler: () => void): { close(): void } {
    this.#handlers.add(handler);
    return { close: () => void this.#handlers.delete(handler) };
  }

  forget(agent: string, instance: string): void {
    const prefix = `${agent}.${instance}.`;
    this.#settling.giveUp(prefix);
    const gone = this.#entries.keys().filter((key) => key.startsWith(prefix) && this.#remove(key));
    if (gone.length > 0) this.#changed();
  }

  close(): void {
    this.#closed = true;
    this.#listed.resolve();
    this.#following.close();
    this.#settling.close();
    this.#verifier?.close();
    this.#entries.close();
    this.#handlers.clear();
  }

  #put(entry: KeyValueEntry): void {
    if (this.#entries.refresh(entry)) return;
    const read = readAdvert(entry.key, entry.value);
    if (isProblem(read)) {
      this.ignored += 1;
      this.#remove(entry.key);
      this.#entries.set(entry, undefined);
      this.#onProblem(read);
    } else {
      for (const problem of read.problems) this.#onProblem(problem);
      this.#tellConflict(read.advert);
      this.#entries.set(entry, read);
      const meaning = this.meanings.add(entry.key, read);
      if (meaning !== undefined) this.#verifier?.add(meaning);
    }
    // Last, since it may end a wait, and whoever is told then looks at what is there.
    this.#settling.back(entry.key);
    this.#changed();
  }

  #remove(key: string): boolean {
    this.meanings.remove(key);
    return this.#entries.delete(key);
  }

  #onListed(keys: ReadonlySet<string>): void {
    const gone = this.#entries.keys().filter((key) => !keys.has(key));
    for (const key of gone) this.#remove(key);
    this.#settling.begin(gone);
    this.#isListed = true;
    this.#listed.resolve();
    this.#changed();
  }

  #onLost(): void {
    this.#isListed = false;
    this.#changed();
  }

  #changed(): void {
    this.version += 1;
    this.#adverts = undefined;
    for (const handler of [...this.#handlers]) handler();
  }

  #tellConflict({ agent, instance, capability }: Advert): void {
    for (const { advert } of this.#entries.adverts()) {
      if (advert.agent !== agent || advert.instance === instance) continue;
      if (advert.capability.name !== capability.name || isSame(advert.capability, capability)) continue;
      const both = `${addressOf(agent, instance)} and ${addressOf(agent, advert.instance)}`;
      this.#onProblem({ code: 'conflicting-adverts', text: `${both} advertise "${capability.name}" differently.` });
      return;
    }
  }

  #verifierWith(embedder: Embedder, clock: Clock): Verifier {
    return createVerifier({
      embedder,
      clock,
      isWanted: (meaning) => this.meanings.has(meaning),
      onForged: (meaning, forged) => {
        const keys = [...meaning.holders.keys()].join(', ');
        const texts = [...forged].map((each) => `"${each.text.slice(0, 80)}"`).join(', ');
        this.meanings.drop(meaning, forged);
        this.#onProblem({
          code: 'forged-advert',
          text: `Vectors of ${keys} are not those of their texts and are not used: ${texts}.`,
        });
        this.#changed();
      },
      onFailed: (cause) =>
        this.#onProblem({ code: 'not-embedded', text: `Adverts are not verified: ${messageOf(cause)}`, cause }),
    });
  }
}

async function calibrateOnce(embedder: Embedder, onProblem: (problem: Problem) => void): Promise<void> {
  if (thresholdFor(embedder.info.space) !== undefined) return;
  try {
    await calibrate(embedder);
  } catch (cause) {
    const text = `No threshold could be measured for ${embedder.info.space}: ${messageOf(cause)}`;
    onProblem({ code: 'not-calibrated', text, cause });
  }
}
