// The door to the bucket of reputation: follows what all report, and writes one's own, a few times a minute and not more.
// Without the bucket nothing fails: it is opened again, and what could not be written is kept for the next time.

import type { Bus, Clock, KeyValue, KeyValueChange, KeyValueWatch } from '@parley/bus';
import type { Evidence } from '@parley/contract-net';
import { buckets, type EvidenceKey, evidenceKey, messageOf, parseEvidenceKey, StoredEvidence } from '@parley/protocol';

export interface ReputationBucketOptions {
  readonly bus: Bus;
  readonly mesh: string;
  readonly clock: Clock;
  put(key: EvidenceKey, evidence: StoredEvidence): void;
  deleted(key: EvidenceKey): void;
  failed(text: string): void;
}

const writeEveryMs = 2_000;
const againMs = 5_000;
const encoder = new TextEncoder();

export class ReputationBucket {
  readonly #options: ReputationBucketOptions;
  readonly #unwritten = new Map<string, StoredEvidence>();
  readonly #opening: Promise<void>;
  #bucket: KeyValue | undefined;
  #watch: KeyValueWatch | undefined;
  #writing: unknown;
  #again: unknown;
  #closed = false;

  constructor(options: ReputationBucketOptions) {
    this.#options = options;
    this.#opening = this.#open();
  }

  /** To be written soon; the last word of a key counts. */
  write(key: EvidenceKey, evidence: Evidence): void {
    if (this.#closed) return;
    this.#unwritten.set(evidenceKey(key), { v: 1, ...evidence });
    this.#writing ??= this.#options.clock.setTimeout(() => {
      this.#writing = undefined;
      void this.#flush();
    }, writeEveryMs);
  }

  /** Writes what is left, where that is possible. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const { clock, bus } = this.#options;
    clock.clearTimeout(this.#writing);
    clock.clearTimeout(this.#again);
    if (this.#unwritten.size > 0 && bus.connected) {
      await this.#opening;
      await this.#flush();
    }
    this.#watch?.close();
  }

  async #open(): Promise<void> {
    const { bus, mesh } = this.#options;
    try {
      this.#bucket = await bus.keyValue(buckets(mesh).reputation);
      const watch = await this.#bucket.watch(
        '>',
        (change) => this.#heard(change),
        (error) => this.#openAgain(error),
      );
      if (this.#closed) watch.close();
      else this.#watch = watch;
    } catch (thrown) {
      this.#openAgain(thrown);
    }
  }

  #openAgain(thrown: unknown): void {
    this.#watch?.close();
    this.#watch = undefined;
    const { clock, failed } = this.#options;
    if (this.#closed) return;
    failed(`what others measured cannot be read: ${messageOf(thrown)}`);
    clock.clearTimeout(this.#again);
    this.#again = clock.setTimeout(() => void this.#open(), againMs);
  }

  #heard(change: KeyValueChange): void {
    const { put, deleted, failed } = this.#options;
    if (change.type === 'listed') return;
    const name = change.type === 'put' ? change.entry.key : change.key;
    const key = parseEvidenceKey(name);
    if (key === undefined) return failed(`"${name}" is no key of an evidence`);
    if (change.type === 'delete') return deleted(key);
    const evidence = read(change.entry.value);
    if (evidence === undefined) failed(`what stands under "${name}" is no evidence`);
    else put(key, evidence);
  }

  async #flush(): Promise<void> {
    const bucket = this.#bucket;
    if (bucket === undefined) return;
    const all = [...this.#unwritten];
    this.#unwritten.clear();
    const written = await Promise.allSettled(
      all.map(([key, evidence]) => bucket.put(key, encoder.encode(JSON.stringify(evidence)))),
    );
    for (const [i, { status }] of written.entries()) {
      const [key, evidence] = all[i]!;
      if (status === 'rejected' && !this.#unwritten.has(key)) this.#unwritten.set(key, evidence);
    }
    const lost = written.find((each) => each.status === 'rejected');
    if (lost !== undefined) this.#options.failed(`what was measured could not be written: ${messageOf(lost.reason)}`);
  }
}

function read(value: Uint8Array): StoredEvidence | undefined {
  try {
    return StoredEvidence.safeParse(JSON.parse(new TextDecoder().decode(value))).data;
  } catch {
    return undefined;
  }
}
