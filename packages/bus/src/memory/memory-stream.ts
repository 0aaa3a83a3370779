// A stream of the broker in memory, as a connection sees it. What it keeps and refuses is the log's part; here are the
// checks, the asynchrony and the going on after a restart.

import { checkKept, type StreamLayout, streamLayout } from '../layout.ts';
import type { AppendOptions, StoredMessage, Stream, StreamConfig } from '../streams.ts';
import { checkPattern, checkSubject } from '../subject.ts';
import type { MemoryDoor } from './memory-door.ts';
import { reading } from './reading.ts';
import type { StoredLog } from './stored-log.ts';

export class MemoryStream implements Stream {
  readonly name: string;
  readonly #bus: MemoryDoor;
  readonly #layout: StreamLayout;

  constructor(bus: MemoryDoor, config: StreamConfig) {
    this.name = config.name;
    this.#bus = bus;
    this.#layout = streamLayout(config);
    this.#log();
  }

  async append(subject: string, data: Uint8Array, options: AppendOptions = {}): Promise<number> {
    checkKept(this.#layout, subject);
    this.#bus.checkSize(subject, data);
    const log = this.#log();
    const before = log.lastSequence;
    const sequence = log.append(subject, data, options);
    const { headers } = options;
    const message = { subject, data };
    if (sequence > before) this.#bus.broker.router.tell(headers === undefined ? message : { ...message, headers });
    return sequence;
  }

  async last(subject: string): Promise<StoredMessage | undefined> {
    checkSubject(subject);
    return this.#log().last(subject);
  }

  async *read(subject: string, options?: { readonly fromSequence?: number }): AsyncGenerator<StoredMessage> {
    checkPattern(subject);
    yield* this.#log().read(subject, options?.fromSequence ?? 1);
  }

  async follow(
    subject: string,
    onMessage: (message: StoredMessage) => void,
    options?: { readonly fromSequence?: number },
  ): Promise<{ close(): void }> {
    checkPattern(subject);
    return reading(this.#bus, () => this.#log(), subject, options?.fromSequence ?? 1, {
      message: onMessage,
      caughtUp: () => undefined,
      relisting: () => undefined,
    });
  }

  #log(): StoredLog {
    this.#bus.checkReachable(this.name);
    return this.#bus.broker.open(this.#layout);
  }
}
