// A connection to a real server. Subscriptions, publishing and status go through the client library; requests and
// their answers through our own multiplexer, which costs a third of the library's. Streams, buckets and services
// are made here and live in files of their own. It knows nothing of what is sent.

import type { NatsConnection } from 'nats';
import type {
  Bus,
  BusInfo,
  BusStatus,
  Channel,
  ChannelHandlers,
  PublishOptions,
  RequestOptions,
  SubscribeOptions,
  Subscription,
} from '../bus.ts';
import { systemClock } from '../clock.ts';
import { BusError } from '../errors.ts';
import type { KeyValue, KeyValueConfig } from '../key-value.ts';
import type { BusMessage, Headers } from '../message.ts';
import { Multiplexer } from '../multiplexer.ts';
import { closedError, disconnectedError, tooLargeError } from '../refusals.ts';
import type { Service, ServiceConfig } from '../service.ts';
import { StatusListeners } from '../status-listeners.ts';
import type { Stream, StreamConfig } from '../streams.ts';
import { checkPattern, checkSubject } from '../subject.ts';
import { createTokenSource, secureHex } from '../tokens.ts';
import type { Door } from './jetstream/door.ts';
import { openKeyValue } from './jetstream/js-key-value.ts';
import { openStream } from './jetstream/js-stream.ts';
import { saysNobody, toBusMessage, toLibraryHeaders } from './messages.ts';
import { toBusError } from './nats-errors.ts';
import { startService } from './nats-service.ts';
import type { FullNatsOptions } from './options.ts';
import { followStatus } from './status.ts';

/** How long `drain` waits for the server before it closes all the same. */
const drainTimeoutMs = 5000;

export class NatsBus implements Bus {
  readonly #nc: NatsConnection;
  readonly #listeners = new StatusListeners();
  readonly #multiplexer: Multiplexer;
  #info: BusInfo;
  #connected = true;
  #state: 'open' | 'draining' | 'closed' = 'open';
  readonly #gone: Promise<void>;
  readonly #door: Door;

  constructor(nc: NatsConnection, options: FullNatsOptions) {
    this.#nc = nc;
    this.#info = readInfo(nc, undefined);
    const nextToken = createTokenSource(secureHex);
    this.#door = {
      bus: this,
      nextInbox: () => `${options.inboxPrefix}.deliver.${nextToken()}`,
      tell: ({ code, message }, subject) => this.#listeners.tell({ type: 'error', code, subject, message }),
    };
    this.#multiplexer = new Multiplexer({
      prefix: options.inboxPrefix,
      clock: systemClock,
      nextToken,
      send: (subject, data, reply, headers) => this.#send(subject, data, reply, headers),
      onHandlerError: (error, subject) => this.#listeners.handlerFailed(error, subject),
    });
    this.#listenForAnswers(options.inboxPrefix);
    this.#gone = followStatus(nc, (status) => this.#heard(status));
  }

  get info(): BusInfo {
    return this.#info;
  }

  get connected(): boolean {
    return this.#connected;
  }

  publish(subject: string, data: Uint8Array, options?: PublishOptions): void {
    const reply = options?.reply;
    if (reply !== undefined) checkSubject(reply);
    this.#send(subject, data, reply, options?.headers);
  }

  subscribe(subject: string, handler: (message: BusMessage) => void, options?: SubscribeOptions): Subscription {
    this.#checkOpen(subject);
    checkPattern(subject);
    if (options?.queue !== undefined) checkSubject(options.queue);
    const subscription = this.#nc.subscribe(subject, {
      ...(options?.queue === undefined ? {} : { queue: options.queue }),
      callback: (error, message) => {
        // A refused subscription is told by the status as well.
        if (error !== null) return;
        try {
          handler(toBusMessage(message));
        } catch (failure) {
          this.#listeners.handlerFailed(failure, subject);
        }
      },
    });
    return {
      subject,
      close: () => {
        if (!subscription.isClosed()) subscription.unsubscribe();
      },
    };
  }

  channel(handlers: ChannelHandlers): Channel {
    this.#checkOpen('channel');
    return this.#multiplexer.open(handlers);
  }

  request(subject: string, data: Uint8Array, options: RequestOptions): Promise<BusMessage> {
    if (this.#state !== 'open') return Promise.reject(closedError(subject));
    if (!this.#connected) return Promise.reject(disconnectedError(subject));
    return this.#multiplexer.request(subject, data, options);
  }

  async stream(config: StreamConfig): Promise<Stream> {
    this.#checkOpen(config.name);
    return openStream(this.#door, config);
  }

  async keyValue(config: KeyValueConfig): Promise<KeyValue> {
    this.#checkOpen(config.bucket);
    return openKeyValue(this.#door, config);
  }

  async service(config: ServiceConfig): Promise<Service> {
    this.#checkOpen(config.name);
    const service = await startService(this.#nc, config);
    // Whoever is told of the service may ask it at once: the server must know its subjects by then.
    await this.flush();
    return service;
  }

  onStatus(handler: (status: BusStatus) => void): Subscription {
    const now = this.#connected ? ({ type: 'connected', server: this.#info.server } as const) : undefined;
    return this.#listeners.add(handler, now);
  }

  async flush(): Promise<void> {
    this.#checkOpen('flush');
    if (!this.#connected) throw disconnectedError('flush');
    try {
      await this.#nc.flush();
    } catch (error) {
      throw toBusError(error, 'what was published may not have reached the server');
    }
  }

  async drain(): Promise<void> {
    this.#checkOpen('drain');
    this.#state = 'draining';
    if (this.#connected) {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, drainTimeoutMs);
      });
      await Promise.race([this.#nc.drain(), late]).catch(() => undefined);
      clearTimeout(timer);
    }
    await this.close();
  }

  async close(): Promise<void> {
    this.#state = 'closed';
    this.#multiplexer.close(closedError);
    await this.#nc.close();
    await this.#gone;
  }

  #send(subject: string, data: Uint8Array, reply: string | undefined, headers: Headers | undefined): void {
    if (this.#state === 'closed') throw closedError(subject);
    checkSubject(subject);
    const limit = this.#info.maxPayloadBytes;
    if (data.length > limit) throw tooLargeError(subject, data.length, limit);
    const libraryHeaders = headers === undefined ? undefined : toLibraryHeaders(headers);
    try {
      if (libraryHeaders !== undefined)
        this.#nc.publish(subject, data, { reply: reply ?? '', headers: libraryHeaders });
      else this.#nc.publish(subject, data, reply === undefined ? undefined : { reply });
    } catch (error) {
      throw toBusError(error, `${data.length} bytes and their headers for ${subject} were not sent`);
    }
  }

  #listenForAnswers(prefix: string): void {
    const skip = prefix.length + 1;
    this.#nc.subscribe(`${prefix}.*`, {
      callback: (error, message) => {
        if (error !== null) return;
        const token = message.subject.slice(skip);
        if (saysNobody(message)) this.#multiplexer.nobody(token);
        else this.#multiplexer.arrive(token, toBusMessage(message));
      },
    });
  }

  #heard(status: BusStatus): void {
    if (status.type === 'disconnected') {
      this.#connected = false;
      this.#multiplexer.fail(disconnectedError);
    } else if (status.type === 'reconnected') {
      this.#connected = true;
      this.#info = readInfo(this.#nc, this.#info);
    } else if (status.type === 'closed') {
      this.#connected = false;
      this.#state = 'closed';
      this.#multiplexer.close(closedError);
    } else if (status.type === 'error' && status.code === 'permission-denied' && status.subject !== undefined) {
      this.#multiplexer.fail((subject) => refused(subject, status.message), status.subject);
    }
    this.#listeners.tell(status);
  }

  #checkOpen(what: string): void {
    if (this.#state !== 'open') throw closedError(what);
  }
}

function readInfo(nc: NatsConnection, before: BusInfo | undefined): BusInfo {
  const info = nc.info;
  return {
    server: nc.getServer(),
    version: info?.version ?? before?.version ?? '',
    maxPayloadBytes: info?.max_payload ?? before?.maxPayloadBytes ?? 1_048_576,
  };
}

function refused(subject: string, message: string): BusError {
  return new BusError('permission-denied', `the server refused ${subject} (${message}): ask for the permission`);
}
