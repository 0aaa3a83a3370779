// A stream in memory: messages in order, with the limits, the guards and the silent expiry that a server gives them.
// Where servers differ it does as the newer ones: an append repeated with its old expected sequence is refused, and
// not called a duplicate. Expiry tells nobody, as with servers before 2.11. It knows nothing of connections.

import type { Clock } from '../clock.ts';
import { BusError } from '../errors.ts';
import type { StreamLayout } from '../layout.ts';
import type { AppendOptions, StoredMessage } from '../streams.ts';
import { matchesPattern } from '../subject.ts';

interface Kept {
  readonly message: StoredMessage;
  readonly keptAt: number;
  readonly bytes: number;
}

export class StoredLog {
  readonly layout: StreamLayout;
  readonly #clock: Clock;
  readonly #epochMs: number;
  #kept: Kept[] = [];
  #bytes = 0;
  #sequence = 0;
  readonly #ids = new Map<string, { readonly sequence: number; readonly at: number }>();
  readonly #followers = new Set<(message: StoredMessage) => void>();

  constructor(layout: StreamLayout, clock: Clock, epochMs: number) {
    this.layout = layout;
    this.#clock = clock;
    this.#epochMs = epochMs;
  }

  get lastSequence(): number {
    return this.#sequence;
  }

  /** @throws BusError `wrong-revision`, `storage`, `payload-too-large` */
  append(subject: string, data: Uint8Array, options: AppendOptions): number {
    this.#expire();
    this.#checkExpected(subject, options.expectedLastSubjectSequence);
    const duplicate = options.messageId === undefined ? undefined : this.#ids.get(options.messageId);
    if (duplicate !== undefined) return duplicate.sequence;
    const bytes = this.#makeRoom(subject, data, options);
    this.#sequence += 1;
    const now = this.#clock.now();
    const stored = {
      subject,
      data: data.slice(),
      sequence: this.#sequence,
      storedAtMs: Math.floor(this.#epochMs + now),
    };
    const message = options.headers === undefined ? stored : { ...stored, headers: { ...options.headers } };
    this.#kept.push({ message, keptAt: now, bytes });
    this.#bytes += bytes;
    if (options.messageId !== undefined) this.#ids.set(options.messageId, { sequence: this.#sequence, at: now });
    for (const follower of [...this.#followers]) follower(message);
    return this.#sequence;
  }

  last(subject: string): StoredMessage | undefined {
    this.#expire();
    return this.#kept.findLast(({ message }) => message.subject === subject)?.message;
  }

  /** Messages of the subjects that `pattern` stands for, oldest first. */
  read(pattern: string, fromSequence: number): StoredMessage[] {
    this.#expire();
    return this.#kept
      .map(({ message }) => message)
      .filter(({ subject, sequence }) => sequence >= fromSequence && matchesPattern(pattern, subject));
  }

  follow(follower: (message: StoredMessage) => void): () => void {
    this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  }

  #checkExpected(subject: string, expected: number | undefined): void {
    if (expected === undefined) return;
    const last = this.#kept.findLast(({ message }) => message.subject === subject)?.message.sequence ?? 0;
    if (last === expected) return;
    throw new BusError('wrong-revision', `${subject}: wrong last sequence: ${last}, expected ${expected}`);
  }

  #makeRoom(subject: string, data: Uint8Array, options: AppendOptions): number {
    const { maxMessagesPerSubject, maxMessageBytes, maxBytes, discard, name } = this.layout;
    if (maxMessageBytes >= 0 && data.length > maxMessageBytes) {
      throw new BusError('payload-too-large', `${name} takes ${maxMessageBytes} bytes a message, not ${data.length}`);
    }
    const bytes = subject.length + data.length + JSON.stringify(options.headers ?? '').length;
    if (maxMessagesPerSubject > 0) {
      const same = this.#kept.filter(({ message }) => message.subject === subject);
      const excess = new Set(same.slice(0, Math.max(0, same.length + 1 - maxMessagesPerSubject)));
      if (excess.size > 0) this.#drop((kept) => excess.has(kept));
    }
    if (maxBytes < 0) return bytes;
    if (discard === 'new' && this.#bytes + bytes > maxBytes) {
      throw new BusError('storage', `${name} is full (${maxBytes} bytes): delete something or raise maxBytes`);
    }
    while (this.#kept[0] !== undefined && this.#bytes + bytes > maxBytes) {
      const oldest = this.#kept[0];
      this.#drop((kept) => kept === oldest);
    }
    return bytes;
  }

  #expire(): void {
    const now = this.#clock.now();
    const { maxAgeMs, duplicateWindowMs } = this.layout;
    const oldest = this.#kept[0];
    if (maxAgeMs > 0 && oldest !== undefined && oldest.keptAt + maxAgeMs <= now) {
      this.#drop(({ keptAt }) => keptAt + maxAgeMs <= now);
    }
    for (const [id, { at }] of this.#ids) {
      if (at + duplicateWindowMs > now) break;
      this.#ids.delete(id);
    }
  }

  #drop(goes: (kept: Kept) => boolean): void {
    this.#kept = this.#kept.filter((kept) => {
      if (!goes(kept)) return true;
      this.#bytes -= kept.bytes;
      return false;
    });
  }
}
