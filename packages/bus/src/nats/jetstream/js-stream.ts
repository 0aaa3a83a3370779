// A stream of a real server. An append is a publish that waits for the stream's acknowledgement on the connection's
// own multiplexer, which is five times as fast as the client library's. A stream that vanished (a broker that came
// back empty) is made again by the next append or reading. It knows nothing of what is appended.

import { BusError } from '../../errors.ts';
import { checkKept, type StreamLayout, streamLayout } from '../../layout.ts';
import type { Headers } from '../../message.ts';
import type { AppendOptions, StoredMessage, Stream, StreamConfig } from '../../streams.ts';
import { checkPattern, checkSubject } from '../../subject.ts';
import { publishAcknowledged } from './api.ts';
import { Delivery } from './delivery.ts';
import type { Door } from './door.ts';
import { ensureStream } from './ensure-stream.ts';
import { lastStored } from './last-stored.ts';
import { readStored } from './read-stored.ts';

/** Creates the stream or binds to it; see `Bus.stream`. */
export async function openStream(door: Door, config: StreamConfig): Promise<Stream> {
  const layout = streamLayout(config);
  await ensureStream(door.bus, layout);
  return new JetStreamStream(door, layout);
}

class JetStreamStream implements Stream {
  readonly name: string;
  readonly #door: Door;
  readonly #layout: StreamLayout;

  constructor(door: Door, layout: StreamLayout) {
    this.name = layout.name;
    this.#door = door;
    this.#layout = layout;
  }

  async append(subject: string, data: Uint8Array, options: AppendOptions = {}): Promise<number> {
    checkKept(this.#layout, subject);
    const headers = appendHeaders(options);
    try {
      return await publishAcknowledged(this.#door.bus, this.name, subject, data, headers);
    } catch (error) {
      if (!(error instanceof BusError) || error.code !== 'no-responders') throw error;
    }
    // Nobody keeps the subject, so nothing was stored and a second try is safe.
    await ensureStream(this.#door.bus, this.#layout);
    return publishAcknowledged(this.#door.bus, this.name, subject, data, headers);
  }

  async last(subject: string): Promise<StoredMessage | undefined> {
    checkSubject(subject);
    return lastStored(this.#door.bus, this.name, subject);
  }

  read(subject: string, options?: { readonly fromSequence?: number }): AsyncIterable<StoredMessage> {
    checkPattern(subject);
    const plan = { layout: this.#layout, filter: subject, fromSequence: options?.fromSequence ?? 1 };
    return { [Symbol.asyncIterator]: () => readStored(this.#door, plan) };
  }

  async follow(
    subject: string,
    onMessage: (message: StoredMessage) => void,
    options?: { readonly fromSequence?: number },
  ): Promise<{ close(): void }> {
    checkPattern(subject);
    const plan = { layout: this.#layout, filter: subject, fromSequence: options?.fromSequence ?? 1 };
    return Delivery.start(this.#door, plan, {
      message: (delivered) => onMessage(delivered.stored),
      caughtUp: () => undefined,
      relisting: () => undefined,
      failed: (error) => this.#door.tell(error, subject),
    });
  }
}

function appendHeaders(options: AppendOptions): Headers | undefined {
  const { messageId, expectedLastSubjectSequence } = options;
  if (messageId === undefined && expectedLastSubjectSequence === undefined) return options.headers;
  const headers: Record<string, string> = { ...options.headers };
  if (messageId !== undefined) headers['Nats-Msg-Id'] = messageId;
  if (expectedLastSubjectSequence !== undefined) {
    headers['Nats-Expected-Last-Subject-Sequence'] = String(expectedLastSubjectSequence);
  }
  return headers;
}
