// A bucket of a real server: a stream that keeps the last message of each key's subject, written with an expected
// revision and read directly. It is laid out as NATS tools expect of a bucket (ADR-8). A bucket that vanished (a
// broker that came back empty) is made again by whoever next touches it. It knows nothing of the values.
import { BusError } from '../../errors.ts';
import type {
  KeyValue,
  KeyValueChange,
  KeyValueConfig,
  KeyValueEntry,
  KeyValueTry,
  KeyValueWatch,
} from '../../key-value.ts';
import { checkKey, checkKeyPattern } from '../../keys.ts';
import { bucketLayout, type StreamLayout } from '../../layout.ts';
import type { BusMessage, Headers } from '../../message.ts';
import { WatchTeller } from '../../watch-teller.ts';
import { jetStreamTimeoutMs, publishAcknowledged } from './api.ts';
import { Delivery, type DeliveryPlan } from './delivery.ts';
import type { Door } from './door.ts';
import { ensureStream, subjectsOf } from './ensure-stream.ts';
import { readStored } from './read-stored.ts';

const operationHeader = 'KV-Operation';
const nothing = new Uint8Array(0);
/** Up to so many entries are read one by one; more are delivered by a consumer. */
const readAloneMax = 64;

/** Creates the bucket or binds to it; see `Bus.keyValue`. */
export async function openKeyValue(door: Door, config: KeyValueConfig): Promise<KeyValue> {
  const layout = bucketLayout(config);
  await ensureStream(door.bus, layout);
  return new JetStreamKeyValue(door, config.bucket, layout);
}

/** What a key's subject holds: a value or the mark of a deletion. */
interface Held {
  readonly entry: KeyValueEntry;
  readonly deleted: boolean;
}

class JetStreamKeyValue implements KeyValue {
  readonly bucket: string;
  readonly #door: Door;
  readonly #layout: StreamLayout;
  readonly #prefix: string;

  constructor(door: Door, bucket: string, layout: StreamLayout) {
    this.bucket = bucket;
    this.#door = door;
    this.#layout = layout;
    this.#prefix = `$KV.${bucket}.`;
  }

  async get(key: string): Promise<KeyValueEntry | undefined> {
    checkKey(key);
    const held = await this.#held(key);
    return held === undefined || held.deleted ? undefined : held.entry;
  }

  async put(key: string, value: Uint8Array): Promise<number> {
    checkKey(key);
    return this.#write(key, value, undefined);
  }

  async create(key: string, value: Uint8Array): Promise<number> {
    checkKey(key);
    try {
      return await this.#write(key, value, expecting(0));
    } catch (error) {
      if (!(error instanceof BusError) || error.code !== 'wrong-revision') throw error;
      // The mark of a deletion counts as a write: where there is one, the new value builds on it.
      const held = await this.#held(key);
      if (held?.deleted !== true) throw error;
      return this.#write(key, value, expecting(held.entry.revision));
    }
  }

  async update(key: string, value: Uint8Array, revision: number): Promise<number> {
    checkKey(key);
    return this.#write(key, value, expecting(revision));
  }

  async delete(key: string, revision?: number): Promise<void> {
    checkKey(key);
    const guard = revision === undefined ? {} : expecting(revision);
    await this.#write(key, nothing, { ...guard, [operationHeader]: 'DEL' });
  }

  async keys(pattern = '>'): Promise<string[]> {
    checkKeyPattern(pattern);
    const keys = new Set<string>();
    for await (const { subject, headers } of readStored(this.#door, { ...this.#plan(pattern), headersOnly: true })) {
      const key = subject.slice(this.#prefix.length);
      if (isDeletion(headers)) keys.delete(key);
      else keys.add(key);
    }
    return [...keys];
  }

  async entries(pattern = '>'): Promise<KeyValueEntry[]> {
    checkKeyPattern(pattern);
    const subjects = await subjectsOf(this.#door.bus, this.#layout.name, this.#prefix + pattern);
    if (subjects.length <= readAloneMax) {
      const entries = await Promise.all(subjects.map((subject) => this.get(subject.slice(this.#prefix.length))));
      return entries.filter((entry) => entry !== undefined);
    }
    const entries = new Map<string, KeyValueEntry>();
    for await (const { subject, headers, data, sequence } of readStored(this.#door, this.#plan(pattern))) {
      const key = subject.slice(this.#prefix.length);
      if (isDeletion(headers)) entries.delete(key);
      else entries.set(key, { key, value: data, revision: sequence });
    }
    return [...entries.values()];
  }

  async watch(
    pattern: string,
    onChange: (change: KeyValueChange) => void,
    onError?: (error: Error) => void,
  ): Promise<KeyValueWatch> {
    checkKeyPattern(pattern);
    const teller = new WatchTeller(onChange);
    return Delivery.start(this.#door, this.#plan(pattern), {
      message: ({ stored }) => {
        const key = stored.subject.slice(this.#prefix.length);
        if (isDeletion(stored.headers)) teller.remove(key, stored.sequence);
        else teller.put({ key, value: stored.data, revision: stored.sequence });
      },
      caughtUp: () => teller.listed(),
      relisting: () => teller.relist(),
      failed: (error) => (onError === undefined ? this.#door.tell(error, `${this.#prefix}${pattern}`) : onError(error)),
    });
  }

  tries(pattern: string, onTry: (tried: KeyValueTry) => void): KeyValueWatch {
    checkKeyPattern(pattern);
    return this.#door.bus.subscribe(this.#prefix + pattern, ({ subject, data, headers }) => {
      const key = subject.slice(this.#prefix.length);
      onTry(isDeletion(headers) ? { type: 'delete', key } : { type: 'put', key, value: data });
    });
  }

  #plan(pattern: string): DeliveryPlan {
    return { layout: this.#layout, filter: `${this.#prefix}${pattern}`, lastPerSubject: true };
  }

  async #write(key: string, value: Uint8Array, headers: Headers | undefined): Promise<number> {
    const { bus } = this.#door;
    const subject = this.#prefix + key;
    return this.#mended(() => publishAcknowledged(bus, this.#layout.name, subject, value, headers));
  }

  async #held(key: string): Promise<Held | undefined> {
    const { bus } = this.#door;
    const subject = `$JS.API.DIRECT.GET.${this.#layout.name}.${this.#prefix}${key}`;
    const answer = await this.#mended(() => bus.request(subject, nothing, { timeoutMs: jetStreamTimeoutMs }));
    return readHeld(key, answer);
  }

  /** Nobody answers where the bucket is gone: it is made again and the question asked once more. */
  async #mended<T>(ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof BusError) || error.code !== 'no-responders') throw error;
    }
    await ensureStream(this.#door.bus, this.#layout);
    return ask();
  }
}

function readHeld(key: string, answer: BusMessage): Held | undefined {
  const { headers, data } = answer;
  const sequence = Number(headers?.['Nats-Sequence']);
  if (headers?.Status === '404') return undefined;
  if (!Number.isInteger(sequence)) {
    throw new BusError(
      'storage',
      `reading ${key}: ${headers?.Status ?? ''} ${headers?.Description ?? 'no sequence told'}`,
    );
  }
  return { entry: { key, value: data, revision: sequence }, deleted: isDeletion(headers) };
}

function isDeletion(headers: Headers | undefined): boolean {
  const operation = headers?.[operationHeader];
  return operation === 'DEL' || operation === 'PURGE';
}

function expecting(revision: number): Record<string, string> {
  return { 'Nats-Expected-Last-Subject-Sequence': String(revision) };
}
