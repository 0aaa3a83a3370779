// The bus moves bytes between subjects. Its contract is weak on purpose: a message may be dropped, duplicated or
// reordered, and whoever uses the bus must be right all the same. It keeps two promises only: a handler is never
// called before its subscription was made, and never after it was closed. Streams and buckets promise more (see
// streams.ts and key-value.ts). It knows nothing of agents, envelopes or JSON.

import type { BusErrorCode } from './errors.ts';
import type { KeyValue, KeyValueConfig } from './key-value.ts';
import type { BusMessage, Headers } from './message.ts';
import type { Service, ServiceConfig } from './service.ts';
import type { Stream, StreamConfig } from './streams.ts';

export interface PublishOptions {
  /** The subject an answer should go to: a channel's, or one a caller minds itself. */
  readonly reply?: string;
  readonly headers?: Headers;
}

export interface SubscribeOptions {
  /** Members of one queue group share the messages: each goes to one member. */
  readonly queue?: string;
}

export interface Subscription {
  readonly subject: string;
  /** Ends it: no handler call after this returns. */
  close(): void;
}

/**
 * A private reply subject that many answers may come to until it is closed. Its last token is a counter and 64
 * random bits, so that nobody who was not told it can answer on it.
 */
export interface Channel {
  readonly subject: string;
  close(): void;
}

export interface ChannelHandlers {
  message(message: BusMessage): void;
  /** The server found nobody subscribed to the subject this channel was the reply of. */
  noResponders?(): void;
}

export interface RequestOptions {
  readonly timeoutMs: number;
  readonly headers?: Headers;
}

/**
 * What happened to the connection; `error` carries what the server said asynchronously (a refused permission), and
 * `handler-failed` what a handler threw. `connected` is the first thing a new listener hears where that is so.
 */
export type BusStatus =
  | { readonly type: 'connected'; readonly server: string }
  | { readonly type: 'disconnected' }
  | { readonly type: 'reconnected'; readonly server: string }
  | { readonly type: 'error'; readonly code: BusErrorCode; readonly subject?: string; readonly message: string }
  | { readonly type: 'closed' };

/** What is known of the server at the other end. `maxPayloadBytes` bounds every publish. */
export interface BusInfo {
  readonly server: string;
  readonly version: string;
  readonly maxPayloadBytes: number;
}

/**
 * A connection. Every method that fails does so with a `BusError`, whose code says what to do. After `close` or
 * `drain` every method throws `closed`.
 */
export interface Bus {
  readonly info: BusInfo;
  readonly connected: boolean;
  /**
   * Sends and forgets. While disconnected it is dropped, as the weak contract allows.
   * @throws BusError `payload-too-large`, `bad-subject`, `bad-header`, `closed`
   */
  publish(subject: string, data: Uint8Array, options?: PublishOptions): void;
  /**
   * Calls `handler` for each message on `subject`, in which `*` stands for one token and a last `>` for the rest. What
   * a handler throws goes to `onStatus` as `handler-failed`, and where nobody listens there it is thrown as uncaught.
   */
  subscribe(subject: string, handler: (message: BusMessage) => void, options?: SubscribeOptions): Subscription;
  /** Opens a reply channel; costs no message to the server. */
  channel(handlers: ChannelHandlers): Channel;
  /**
   * One question, one answer.
   * @throws BusError `timeout`, `no-responders`, `payload-too-large`, `disconnected`, `closed`
   */
  request(subject: string, data: Uint8Array, options: RequestOptions): Promise<BusMessage>;
  /** Creates a stream, or binds to it where it exists with the same configuration. */
  stream(config: StreamConfig): Promise<Stream>;
  /** Creates a bucket, or binds to it where it exists with the same configuration. */
  keyValue(config: KeyValueConfig): Promise<KeyValue>;
  /** Registers a NATS micro service, so that NATS tooling sees it (`$SRV.PING|INFO|STATS`). */
  service(config: ServiceConfig): Promise<Service>;
  onStatus(handler: (status: BusStatus) => void): Subscription;
  /** Resolves when everything published before has reached the server. */
  flush(): Promise<void>;
  /** Handles what has arrived, sends what is written, then closes. */
  drain(): Promise<void>;
  close(): Promise<void>;
}
