// Batches on their way into the stream. They go in groups on one connection: all but the last are published, the last is
// appended and acknowledged, and since a server takes a connection's messages in order, its acknowledgement speaks for
// the group. A group that failed, or that a lost connection may have cut, goes again as a whole: readers see doubles.

import { type Bus, BusError, type Clock, type Stream, type StreamConfig } from '@parley/bus';

export interface Outgoing {
  readonly subject: string;
  readonly bytes: Uint8Array;
  readonly entries: number;
}

export interface OutboxSetting {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly stream: StreamConfig;
  /** 0 to 1, for the jitter of the pauses. */
  readonly random: () => number;
  readonly onFailure: (error: unknown) => void;
  readonly onSent: (batches: number) => void;
}

const groupMax = 64;
const pauseMsMin = 100;
const pauseMsMax = 5_000;

export class Outbox {
  readonly #setting: OutboxSetting;
  readonly #status: { close(): void };
  #waiting: Outgoing[] = [];
  #bytes = 0;
  #entries = 0;
  #stream: Stream | undefined;
  #losses = 0;
  #isSure = false;
  #isSending = false;
  #failures = 0;
  #pause: { readonly timer: unknown; readonly over: () => void } | undefined;
  #isClosed = false;
  #drained: (() => void)[] = [];

  constructor(setting: OutboxSetting) {
    this.#setting = setting;
    this.#status = setting.bus.onStatus(({ type }) => {
      if (type === 'disconnected') {
        this.#losses += 1;
        this.#isSure = false;
      }
      if (type === 'reconnected' || type === 'closed') this.#pause?.over();
    });
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Entries that are not acknowledged. */
  get entries(): number {
    return this.#entries;
  }

  add(batch: Outgoing): void {
    this.#waiting.push(batch);
    this.#bytes += batch.bytes.length;
    this.#entries += batch.entries;
    if (!this.#isSending) void this.#send();
  }

  /** Resolves when nothing waits, or nothing can be sent any more. */
  drained(): Promise<void> {
    if (this.#waiting.length === 0 || this.#isClosed) return Promise.resolve();
    return new Promise((resolve) => this.#drained.push(resolve));
  }

  /** Gives up what waits. */
  close(): void {
    this.#isClosed = true;
    this.#status.close();
    this.#pause?.over();
    this.#tellDrained();
  }

  async #send(): Promise<void> {
    this.#isSending = true;
    while (this.#waiting.length > 0 && !this.#isClosed) {
      const group = this.#waiting.slice(0, this.#isSure ? groupMax : 1);
      try {
        await this.#sendGroup(group);
      } catch (thrown) {
        this.#failures += 1;
        this.#setting.onFailure(thrown);
        if (thrown instanceof BusError && thrown.code === 'closed') this.close();
        else await this.#rest();
        continue;
      }
      this.#failures = 0;
      this.#isSure = true;
      this.#remove(group.length);
    }
    this.#isSending = false;
    if (this.#waiting.length === 0) this.#tellDrained();
  }

  // The first one after a beginning or a loss goes alone: its acknowledgement says that the stream is there.
  async #sendGroup(group: readonly Outgoing[]): Promise<void> {
    const { bus, stream: config } = this.#setting;
    this.#stream ??= await bus.stream(config);
    const losses = this.#losses;
    for (const { subject, bytes } of group.slice(0, -1)) bus.publish(subject, bytes);
    const last = group.at(-1)!;
    await this.#stream.append(last.subject, last.bytes);
    if (losses !== this.#losses && group.length > 1) {
      throw new BusError('disconnected', 'the connection was lost while a group was sent: it is sent again');
    }
  }

  #remove(count: number): void {
    for (const { bytes, entries } of this.#waiting.splice(0, count)) {
      this.#bytes -= bytes.length;
      this.#entries -= entries;
    }
    this.#setting.onSent(count);
  }

  #rest(): Promise<void> {
    const { clock, random } = this.#setting;
    const ms = Math.min(pauseMsMax, pauseMsMin * 2 ** (this.#failures - 1)) * (0.75 + random() / 2);
    return new Promise((resolve) => {
      const over = () => {
        clock.clearTimeout(this.#pause?.timer);
        this.#pause = undefined;
        resolve();
      };
      this.#pause = { timer: clock.setTimeout(over, ms), over };
    });
  }

  #tellDrained(): void {
    for (const resolve of this.#drained.splice(0)) resolve();
  }
}
