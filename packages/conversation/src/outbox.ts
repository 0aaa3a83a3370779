// Batches on their way into the stream, in the order they came. What waits at the same moment goes as one message; each
// message is acknowledged before the next is sent, so what is not acknowledged goes again: readers may see doubles, but
// never a gap.

import { type Bus, BusError, type Clock, type Stream, type StreamConfig } from '@parley/bus';
import { bundleFrameBytes, bundleOf } from './bundle.ts';

export interface Outgoing {
  readonly subject: string;
  readonly bytes: Uint8Array;
  readonly entries: number;
  /** It shares no message with others. */
  readonly alone: boolean;
}

export interface OutboxSetting {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly stream: StreamConfig;
  readonly bundleSubject: string;
  readonly messageBytesMax: () => number;
  /** 0 to 1, for the jitter of the pauses. */
  readonly random: () => number;
  readonly onFailure: (error: unknown) => void;
  readonly onSent: (batches: number) => void;
}

/** A larger message would keep the connection from what is urgent. */
const bundleBytesMax = 64 * 1024;
const pauseMsMin = 100;
const pauseMsMax = 5_000;

export class Outbox {
  readonly #setting: OutboxSetting;
  readonly #status: { close(): void };
  #waiting: Outgoing[] = [];
  #bytes = 0;
  #entries = 0;
  #stream: Stream | undefined;
  #isSending = false;
  /** How many of those that wait may go. */
  #due = 0;
  #failures = 0;
  #pause: { readonly timer: unknown; readonly over: () => void } | undefined;
  #isClosed = false;
  #drained: (() => void)[] = [];

  constructor(setting: OutboxSetting) {
    this.#setting = setting;
    this.#status = setting.bus.onStatus(({ type }) => {
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
  }

  /** Lets go of what waits now; what is added later finds its company first. */
  send(): void {
    this.#due = this.#waiting.length;
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
    while (this.#due > 0 && !this.#isClosed) {
      const count = this.#nextCount();
      try {
        await this.#append(this.#waiting.slice(0, count));
      } catch (thrown) {
        this.#failures += 1;
        // Whoever takes the broker's place may have no stream yet.
        this.#stream = undefined;
        this.#setting.onFailure(thrown);
        if (thrown instanceof BusError && thrown.code === 'closed') this.close();
        else await this.#rest();
        continue;
      }
      this.#failures = 0;
      this.#remove(count);
    }
    this.#isSending = false;
    if (this.#waiting.length === 0) this.#tellDrained();
  }

  /** How many of those that wait fit into one message; one that is too large for company goes alone. */
  #nextCount(): number {
    if (this.#waiting[0]!.alone) return 1;
    const bytesMax = Math.min(bundleBytesMax, this.#setting.messageBytesMax());
    let bytes = bundleFrameBytes;
    let count = 0;
    for (const batch of this.#waiting) {
      if (count === this.#due) break;
      bytes += batch.bytes.length + 1;
      if (batch.alone || (count > 0 && bytes > bytesMax)) break;
      count += 1;
    }
    return count;
  }

  async #append(batches: readonly Outgoing[]): Promise<void> {
    const { bus, stream: config, bundleSubject } = this.#setting;
    this.#stream ??= await bus.stream(config);
    const [first] = batches;
    if (batches.length === 1) await this.#stream.append(first!.subject, first!.bytes);
    else await this.#stream.append(bundleSubject, bundleOf(batches.map(({ bytes }) => bytes)));
  }

  #remove(count: number): void {
    for (const { bytes, entries } of this.#waiting.splice(0, count)) {
      this.#bytes -= bytes.length;
      this.#entries -= entries;
    }
    this.#due -= count;
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
