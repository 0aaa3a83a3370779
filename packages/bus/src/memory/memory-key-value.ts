// A bucket of the broker in memory: a log that keeps the last message of each key, as on a server, deletions kept as
// marks. A value that ran out of its time is gone without a word. It knows nothing of the values.
import type {
  KeyValue,
  KeyValueChange,
  KeyValueConfig,
  KeyValueEntry,
  KeyValueTry,
  KeyValueWatch,
} from '../key-value.ts';
import { checkKey, checkKeyPattern } from '../keys.ts';
import { bucketLayout, type StreamLayout } from '../layout.ts';
import type { AppendOptions, StoredMessage } from '../streams.ts';
import { WatchTeller } from '../watch-teller.ts';
import type { MemoryDoor } from './memory-door.ts';
import { reading } from './reading.ts';
import type { StoredLog } from './stored-log.ts';

const deletion = { 'KV-Operation': 'DEL' };
const nothing = new Uint8Array(0);

export class MemoryKeyValue implements KeyValue {
  readonly bucket: string;
  readonly #bus: MemoryDoor;
  readonly #layout: StreamLayout;
  readonly #prefix: string;

  constructor(bus: MemoryDoor, config: KeyValueConfig) {
    this.bucket = config.bucket;
    this.#bus = bus;
    this.#layout = bucketLayout(config);
    this.#prefix = `$KV.${config.bucket}.`;
    this.#log();
  }

  async get(key: string): Promise<KeyValueEntry | undefined> {
    checkKey(key);
    const stored = this.#log().last(this.#prefix + key);
    return stored === undefined || isDeletion(stored) ? undefined : this.#entry(stored);
  }

  async put(key: string, value: Uint8Array): Promise<number> {
    return this.#write(key, value, {});
  }

  async create(key: string, value: Uint8Array): Promise<number> {
    checkKey(key);
    const stored = this.#log().last(this.#prefix + key);
    const expected = stored !== undefined && isDeletion(stored) ? stored.sequence : 0;
    return this.#write(key, value, { expectedLastSubjectSequence: expected });
  }

  async update(key: string, value: Uint8Array, revision: number): Promise<number> {
    return this.#write(key, value, { expectedLastSubjectSequence: revision });
  }

  async delete(key: string, revision?: number): Promise<void> {
    const guard = revision === undefined ? {} : { expectedLastSubjectSequence: revision };
    this.#write(key, nothing, { ...guard, headers: deletion });
  }

  async keys(pattern = '>'): Promise<string[]> {
    checkKeyPattern(pattern);
    const there = this.#log().read(this.#prefix + pattern, 1);
    return there.filter((stored) => !isDeletion(stored)).map(({ subject }) => subject.slice(this.#prefix.length));
  }

  async entries(pattern = '>'): Promise<KeyValueEntry[]> {
    checkKeyPattern(pattern);
    const there = this.#log().read(this.#prefix + pattern, 1);
    return there.filter((stored) => !isDeletion(stored)).map((stored) => this.#entry(stored));
  }

  async watch(pattern: string, onChange: (change: KeyValueChange) => void): Promise<KeyValueWatch> {
    checkKeyPattern(pattern);
    const teller = new WatchTeller(onChange);
    return reading(this.#bus, () => this.#log(), this.#prefix + pattern, 1, {
      message: (stored) => {
        const entry = this.#entry(stored);
        if (isDeletion(stored)) teller.remove(entry.key, entry.revision);
        else teller.put(entry);
      },
      caughtUp: () => teller.listed(),
      relisting: () => teller.relist(),
    });
  }

  /** Those that were let through: nobody is told of the others here. */
  tries(pattern: string, onTry: (tried: KeyValueTry) => void): KeyValueWatch {
    checkKeyPattern(pattern);
    return reading(this.#bus, () => this.#log(), this.#prefix + pattern, this.#log().lastSequence + 1, {
      message: (stored) => {
        const { key, value } = this.#entry(stored);
        onTry(isDeletion(stored) ? { type: 'delete', key } : { type: 'put', key, value });
      },
      caughtUp: () => undefined,
      relisting: () => undefined,
    });
  }

  #write(key: string, value: Uint8Array, options: AppendOptions): number {
    checkKey(key);
    this.#bus.checkSize(key, value);
    return this.#log().append(this.#prefix + key, value, options);
  }

  #entry(stored: StoredMessage): KeyValueEntry {
    return { key: stored.subject.slice(this.#prefix.length), value: stored.data.slice(), revision: stored.sequence };
  }

  #log(): StoredLog {
    this.#bus.checkReachable(this.bucket);
    return this.#bus.broker.open(this.#layout);
  }
}

function isDeletion(stored: StoredMessage): boolean {
  return stored.headers?.['KV-Operation'] === 'DEL';
}
