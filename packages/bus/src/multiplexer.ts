// All answers of a connection come in on one wildcard subscription, and this finds who waits for each by the last
// token of its subject. One timer looks at all deadlines together, and only while a request waits: a timer, a
// promise race and a subscription for each request are what makes a client library slow. It refuses to know where
// messages come from: the doors hand them in, and it works the same over a real server and in memory.

import type { Channel, ChannelHandlers, RequestOptions } from './bus.ts';
import type { Clock } from './clock.ts';
import { BusError } from './errors.ts';
import type { BusMessage, Headers } from './message.ts';

/** How often deadlines are looked at: a timeout comes up to this much late. */
export const sweepIntervalMs = 50;

export interface MultiplexerOptions {
  /** Reply subjects are `<prefix>.<token>`. */
  readonly prefix: string;
  readonly clock: Clock;
  readonly nextToken: () => string;
  /** Sends a request; throws a BusError where it cannot. */
  readonly send: (subject: string, data: Uint8Array, reply: string, headers: Headers | undefined) => void;
  /** Hears what a channel's handler threw. */
  readonly onHandlerError: (error: unknown, subject: string) => void;
}

/** One who waits: for one answer until a deadline (a request), or for any number until closed (a channel). */
interface Waiting {
  readonly subject: string;
  readonly deadline: number;
  readonly resolve: ((message: BusMessage) => void) | undefined;
  readonly reject: ((error: BusError) => void) | undefined;
  readonly handlers: ChannelHandlers | undefined;
}

export class Multiplexer {
  readonly #waiting = new Map<string, Waiting>();
  readonly #options: MultiplexerOptions;
  readonly #prefix: string;
  #requests = 0;
  #sweep: unknown;

  constructor(options: MultiplexerOptions) {
    this.#options = options;
    this.#prefix = `${options.prefix}.`;
  }

  /** How many requests and channels are open. */
  get size(): number {
    return this.#waiting.size;
  }

  request(subject: string, data: Uint8Array, options: RequestOptions): Promise<BusMessage> {
    return new Promise((resolve, reject) => {
      const { timeoutMs } = options;
      if (!(timeoutMs > 0)) {
        reject(new BusError('timeout', `no time was left to ask ${subject} (timeoutMs ${timeoutMs})`));
        return;
      }
      const { clock, nextToken, send } = this.#options;
      const token = nextToken();
      const deadline = clock.now() + timeoutMs;
      this.#waiting.set(token, { subject, deadline, resolve, reject, handlers: undefined });
      this.#requests += 1;
      try {
        send(subject, data, this.#prefix + token, options.headers);
      } catch (error) {
        this.#take(token);
        reject(error);
        return;
      }
      if (this.#sweep === undefined) this.#arm();
    });
  }

  open(handlers: ChannelHandlers): Channel {
    const token = this.#options.nextToken();
    const subject = this.#prefix + token;
    this.#waiting.set(token, { subject, deadline: Infinity, resolve: undefined, reject: undefined, handlers });
    return { subject, close: () => void this.#waiting.delete(token) };
  }

  /** Hands in an answer; one that nobody waits for is ignored. */
  arrive(token: string, message: BusMessage): void {
    const waiting = this.#waiting.get(token);
    if (waiting === undefined) return;
    if (waiting.handlers === undefined) {
      this.#take(token);
      waiting.resolve?.(message);
      return;
    }
    try {
      waiting.handlers.message(message);
    } catch (error) {
      this.#options.onHandlerError(error, waiting.subject);
    }
  }

  /** Hands in the server's word that nobody listens where `token`'s message was sent. */
  nobody(token: string): void {
    const waiting = this.#waiting.get(token);
    if (waiting === undefined) return;
    if (waiting.handlers === undefined) {
      this.#take(token);
      waiting.reject?.(new BusError('no-responders', `nobody listens on ${waiting.subject}`));
      return;
    }
    try {
      waiting.handlers.noResponders?.();
    } catch (error) {
      this.#options.onHandlerError(error, waiting.subject);
    }
  }

  /** Rejects the requests that wait, or those sent to `subject` alone. Channels stay open. */
  fail(makeError: (subject: string) => BusError, subject?: string): void {
    for (const [token, waiting] of this.#waiting) {
      if (waiting.handlers !== undefined || (subject !== undefined && waiting.subject !== subject)) continue;
      this.#take(token);
      waiting.reject?.(makeError(waiting.subject));
    }
  }

  /** Rejects every request, forgets every channel and stops the timer. */
  close(makeError: (subject: string) => BusError): void {
    this.fail(makeError);
    this.#waiting.clear();
    this.#options.clock.clearTimeout(this.#sweep);
    this.#sweep = undefined;
  }

  #take(token: string): void {
    if (this.#waiting.delete(token)) this.#requests -= 1;
  }

  #arm(): void {
    this.#sweep = this.#options.clock.setTimeout(() => this.#sweepDeadlines(), sweepIntervalMs);
  }

  #sweepDeadlines(): void {
    this.#sweep = undefined;
    const now = this.#options.clock.now();
    for (const [token, waiting] of this.#waiting) {
      if (waiting.deadline > now) continue;
      this.#take(token);
      waiting.reject?.(new BusError('timeout', `no answer from ${waiting.subject} in time: try again or ask another`));
    }
    if (this.#requests > 0) this.#arm();
  }
}
