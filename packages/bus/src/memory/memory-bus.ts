// A connection to the broker in memory. It answers requests with the same multiplexer as a real connection, and what
// it says of streams, buckets and services is in files of their own. It knows nothing of what is sent.

import type {
  BusInfo,
  BusStatus,
  Channel,
  ChannelHandlers,
  PublishOptions,
  RequestOptions,
  SubscribeOptions,
  Subscription,
} from '../bus.ts';
import { checkHeaders } from '../headers.ts';
import type { KeyValue, KeyValueConfig } from '../key-value.ts';
import type { BusMessage, Headers } from '../message.ts';
import { Multiplexer } from '../multiplexer.ts';
import { closedError, disconnectedError, tooLargeError } from '../refusals.ts';
import type { Service, ServiceConfig } from '../service.ts';
import { StatusListeners } from '../status-listeners.ts';
import type { Stream, StreamConfig } from '../streams.ts';
import { checkPattern, checkSubject } from '../subject.ts';
import { createTokenSource } from '../tokens.ts';
import type { MemoryDoor } from './memory-door.ts';
import { MemoryKeyValue } from './memory-key-value.ts';
import type { MemoryConnection, MemoryServer } from './memory-server.ts';
import { startMemoryService } from './memory-service.ts';
import { MemoryStream } from './memory-stream.ts';
import type { Listener } from './router.ts';

const server = 'memory';

export class MemoryBus implements MemoryDoor, MemoryConnection {
  readonly info: BusInfo;
  readonly broker: MemoryServer;
  readonly #prefix: string;
  readonly #listeners = new StatusListeners();
  readonly #multiplexer: Multiplexer;
  readonly #subscriptions = new Set<Listener>();
  #closed = false;

  constructor(broker: MemoryServer, inboxPrefix: string) {
    this.broker = broker;
    this.#prefix = inboxPrefix;
    this.info = { server, version: '2.15.0', maxPayloadBytes: broker.maxPayloadBytes };
    this.#multiplexer = new Multiplexer({
      prefix: inboxPrefix,
      clock: broker.clock,
      nextToken: createTokenSource((bytes) => broker.randomHex(bytes)),
      send: (subject, data, reply, headers) => this.#send(subject, data, reply, headers),
      onHandlerError: (error, subject) => this.#listeners.handlerFailed(error, subject),
    });
    this.#listen(`${inboxPrefix}.*`, undefined, (message) => {
      this.#multiplexer.arrive(message.subject.slice(inboxPrefix.length + 1), message);
    });
  }

  get connected(): boolean {
    return !this.#closed && this.broker.running;
  }

  publish(subject: string, data: Uint8Array, options?: PublishOptions): void {
    this.#send(subject, data, options?.reply, options?.headers);
  }

  subscribe(subject: string, handler: (message: BusMessage) => void, options?: SubscribeOptions): Subscription {
    this.checkOpen(subject);
    checkPattern(subject);
    if (options?.queue !== undefined) checkSubject(options.queue);
    return { subject, close: this.#listen(subject, options?.queue, handler) };
  }

  channel(handlers: ChannelHandlers): Channel {
    this.checkOpen('channel');
    return this.#multiplexer.open(handlers);
  }

  async request(subject: string, data: Uint8Array, options: RequestOptions): Promise<BusMessage> {
    this.checkReachable(subject);
    return this.#multiplexer.request(subject, data, options);
  }

  async stream(config: StreamConfig): Promise<Stream> {
    return new MemoryStream(this, config);
  }

  async keyValue(config: KeyValueConfig): Promise<KeyValue> {
    return new MemoryKeyValue(this, config);
  }

  async service(config: ServiceConfig): Promise<Service> {
    this.checkOpen(config.name);
    return startMemoryService(this, config);
  }

  onStatus(handler: (status: BusStatus) => void): Subscription {
    return this.#listeners.add(handler, this.connected ? { type: 'connected', server } : undefined);
  }

  async flush(): Promise<void> {
    this.checkReachable('flush');
  }

  async drain(): Promise<void> {
    this.checkOpen('drain');
    await settled();
    await this.close();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.broker.connections.delete(this);
    for (const listener of this.#subscriptions) this.broker.router.remove(listener);
    this.#subscriptions.clear();
    this.#multiplexer.close(closedError);
    this.#listeners.tell({ type: 'closed' });
  }

  /** The broker went away. */
  lost(): void {
    this.#multiplexer.fail(disconnectedError);
    this.#listeners.tell({ type: 'disconnected' });
  }

  /** The broker came back. */
  found(): void {
    this.#listeners.tell({ type: 'reconnected', server });
  }

  /** Takes what a handler of ours threw. */
  handlerFailed(error: unknown, subject: string): void {
    this.#listeners.handlerFailed(error, subject);
  }

  /** @throws BusError `closed` */
  checkOpen(what: string): void {
    if (this.#closed) throw closedError(what);
  }

  /** @throws BusError `closed`, `disconnected` */
  checkReachable(what: string): void {
    this.checkOpen(what);
    if (!this.broker.running) throw disconnectedError(what);
  }

  /** @throws BusError `payload-too-large` */
  checkSize(subject: string, data: Uint8Array): void {
    const limit = this.broker.maxPayloadBytes;
    if (data.length > limit) throw tooLargeError(subject, data.length, limit);
  }

  #send(subject: string, data: Uint8Array, reply: string | undefined, headers: Headers | undefined): void {
    this.checkOpen(subject);
    checkSubject(subject);
    if (reply !== undefined) checkSubject(reply);
    if (headers !== undefined) checkHeaders(headers);
    this.checkSize(subject, data);
    if (!this.broker.running) return;
    const message = { subject, data: data.slice(), ...(reply === undefined ? {} : { reply }) };
    const taken = this.broker.router.publish(
      headers === undefined ? message : { ...message, headers: trimmed(headers) },
    );
    if (!taken && reply?.startsWith(`${this.#prefix}.`)) {
      const token = reply.slice(this.#prefix.length + 1);
      queueMicrotask(() => this.#multiplexer.nobody(token));
    }
  }

  #listen(pattern: string, queue: string | undefined, handler: (message: BusMessage) => void): () => void {
    const listener: Listener = {
      pattern,
      queue,
      open: () => this.#subscriptions.has(listener) && this.broker.running,
      handle: (message) => {
        try {
          handler(message);
        } catch (error) {
          this.handlerFailed(error, pattern);
        }
      },
    };
    this.#subscriptions.add(listener);
    this.broker.router.add(listener);
    return () => {
      this.#subscriptions.delete(listener);
      this.broker.router.remove(listener);
    };
  }
}

/** What was published before this is delivered by then. */
function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** Values arrive as over a wire, without the spaces around them. */
function trimmed(headers: Headers): Headers {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.trim()]));
}
