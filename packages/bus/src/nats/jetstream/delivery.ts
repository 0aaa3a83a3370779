// An ordered reading of a stream that mends itself: a push consumer without acknowledgements, whose deliveries are
// counted. A gap, a silence longer than its heartbeats, or a reconnect makes it start a new consumer after the last
// message it told; where the stream was made anew meanwhile (a broker that came back empty), it says so and starts
// from the beginning. It knows nothing of keys, nor of who reads.

import type { Subscription } from '../../bus.ts';
import { BusError } from '../../errors.ts';
import type { StreamLayout } from '../../layout.ts';
import type { BusMessage } from '../../message.ts';
import { askApi } from './api.ts';
import { type Delivered, readConsumerStatus, readDelivered } from './delivered.ts';
import type { Door } from './door.ts';
import { ensureStream, type StreamInfo } from './ensure-stream.ts';

export interface DeliveryPlan {
  readonly layout: StreamLayout;
  readonly filter: string;
  /** Only the last message of each subject, oldest first, and then what comes. */
  readonly lastPerSubject?: boolean;
  readonly headersOnly?: boolean;
  readonly fromSequence?: number;
}

export interface DeliveryHandlers {
  message(message: Delivered): void;
  /** All that was there has been told; comes once, and once more after each `relisting`. */
  caughtUp(): void;
  /** The stream is another one than before, or its list broke off: everything is told again. */
  relisting(): void;
  /** It can go on no more. */
  failed(error: BusError): void;
  /** Resolves when more can be taken; the server waits for it. */
  ready?(): Promise<void>;
}

const heartbeatMs = 1000;
/** A consumer silent for this long is taken for lost. */
const silenceMs = 3500;
const retryMs = 500;
/** So many openings in a row fail, while connected, before it gives up. */
const failuresMax = 20;
const hopeless = new Set(['conflicting-configuration', 'permission-denied', 'closed', 'bad-subject']);
const nothing = new Uint8Array(0);

export class Delivery {
  readonly #door: Door;
  readonly #plan: DeliveryPlan;
  readonly #handlers: DeliveryHandlers;
  readonly #status: Subscription;
  #subscription: Subscription | undefined;
  #consumer = '';
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  #opening = 0;
  #failures = 0;
  #created: string | undefined;
  #lastSequenceAtStart = 0;
  #sequence = 0;
  #told = false;
  #consumerSequence = 0;
  #caughtUp = false;
  #heardAtMs = 0;

  private constructor(door: Door, plan: DeliveryPlan, handlers: DeliveryHandlers) {
    this.#door = door;
    this.#plan = plan;
    this.#handlers = handlers;
    this.#sequence = Math.max(0, (plan.fromSequence ?? 1) - 1);
    this.#status = door.bus.onStatus((status) => {
      if (status.type === 'reconnected') void this.#open();
      if (status.type === 'closed') this.close();
    });
  }

  /**
   * Begins; rejects where the first consumer cannot be made. Where it has to open anew, each consumer listens on an
   * inbox of its own, whose last token also names it.
   */
  static async start(door: Door, plan: DeliveryPlan, handlers: DeliveryHandlers): Promise<Delivery> {
    const delivery = new Delivery(door, plan, handlers);
    try {
      await delivery.#begin();
      return delivery;
    } catch (error) {
      delivery.close();
      throw error;
    }
  }

  /** The stream's last sequence when the delivery began. */
  get lastSequenceAtStart(): number {
    return this.#lastSequenceAtStart;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#status.close();
    clearTimeout(this.#timer);
    this.#leave();
  }

  async #open(): Promise<void> {
    const opening = this.#opening + 1;
    try {
      await this.#begin();
      this.#failures = 0;
    } catch (error) {
      if (this.#closed || this.#opening !== opening) return;
      const known = error instanceof BusError ? error : new BusError('storage', String(error), { cause: error });
      // While disconnected nothing counts: the reconnect opens it again.
      if (this.#door.bus.connected) this.#failures += 1;
      if (hopeless.has(known.code) || this.#failures > failuresMax) this.#fail(known);
      else this.#arm(retryMs, () => this.#door.bus.connected && void this.#open());
    }
  }

  async #begin(): Promise<void> {
    this.#opening += 1;
    const opening = this.#opening;
    this.#leave();
    const info = await ensureStream(this.#door.bus, this.#plan.layout);
    if (this.#closed || this.#opening !== opening) return;
    this.#takeUp(info);
    this.#consumerSequence = 0;
    this.#heardAtMs = performance.now();
    const inbox = this.#door.nextInbox();
    this.#subscription = this.#door.bus.subscribe(inbox, (message) => {
      if (this.#opening === opening) this.#heard(message);
    });
    this.#consumer = inbox.slice(inbox.lastIndexOf('.') + 1);
    const made = await askApi<{ readonly num_pending?: number }>(
      this.#door.bus,
      `CONSUMER.CREATE.${this.#plan.layout.name}.${this.#consumer}`,
      this.#consumerRequest(inbox),
    );
    if (this.#closed || this.#opening !== opening) return;
    this.#arm(silenceMs, () => this.#watchSilence());
    if (made.num_pending === 0) this.#nowCaughtUp();
  }

  /** Decides where to go on: after the last told, or from the beginning of another or half-listed stream. */
  #takeUp(info: StreamInfo): void {
    const first = this.#created === undefined;
    const older = this.#told && info.state.last_seq < this.#sequence;
    const another = !first && (this.#created !== info.created || older);
    const halfListed = !first && !this.#caughtUp && this.#plan.lastPerSubject === true;
    this.#created = info.created;
    if (first) this.#lastSequenceAtStart = info.state.last_seq;
    if (!another && !halfListed) return;
    this.#sequence = 0;
    this.#told = false;
    this.#caughtUp = false;
    this.#handlers.relisting();
  }

  #consumerRequest(inbox: string): object {
    const listing = this.#plan.lastPerSubject === true && !this.#caughtUp;
    const start = listing
      ? { deliver_policy: 'last_per_subject' }
      : this.#sequence === 0
        ? { deliver_policy: 'all' }
        : { deliver_policy: 'by_start_sequence', opt_start_seq: this.#sequence + 1 };
    return {
      stream_name: this.#plan.layout.name,
      config: {
        name: this.#consumer,
        deliver_subject: inbox,
        ...start,
        filter_subject: this.#plan.filter,
        ack_policy: 'none',
        max_deliver: 1,
        replay_policy: 'instant',
        flow_control: true,
        idle_heartbeat: heartbeatMs * 1_000_000,
        mem_storage: true,
        num_replicas: 1,
        ...(this.#plan.headersOnly === true ? { headers_only: true } : {}),
      },
    };
  }

  #heard(message: BusMessage): void {
    this.#heardAtMs = performance.now();
    const delivered = readDelivered(message);
    if (delivered === undefined) {
      this.#heardStatus(message);
      return;
    }
    if (delivered.consumerSequence !== this.#consumerSequence + 1) {
      void this.#open();
      return;
    }
    this.#consumerSequence = delivered.consumerSequence;
    this.#sequence = delivered.stored.sequence;
    this.#told = true;
    this.#handlers.message(delivered);
    if (delivered.pending === 0) this.#nowCaughtUp();
  }

  #heardStatus(message: BusMessage): void {
    const status = readConsumerStatus(message);
    if (status === undefined) return;
    const { lastConsumerSequence: last, flowReply } = status;
    if (status.code !== '100' || (last !== undefined && last !== this.#consumerSequence)) {
      void this.#open();
      return;
    }
    if (flowReply !== undefined) void this.#allowMore(flowReply);
    // What was pending may have been replaced or expired before it was sent: an idle consumer has nothing more.
    else if (status.idle && last !== undefined) this.#nowCaughtUp();
  }

  async #allowMore(flowReply: string): Promise<void> {
    await this.#handlers.ready?.();
    if (!this.#closed) this.#say(flowReply);
  }

  #nowCaughtUp(): void {
    if (this.#caughtUp || this.#closed) return;
    this.#caughtUp = true;
    this.#handlers.caughtUp();
  }

  #watchSilence(): void {
    const silentMs = performance.now() - this.#heardAtMs;
    if (!this.#door.bus.connected) return;
    if (silentMs >= silenceMs) void this.#open();
    else this.#arm(silenceMs - silentMs, () => this.#watchSilence());
  }

  #arm(delayMs: number, run: () => void): void {
    clearTimeout(this.#timer);
    if (!this.#closed) this.#timer = setTimeout(run, delayMs);
  }

  #fail(error: BusError): void {
    if (this.#closed) return;
    this.close();
    this.#handlers.failed(error);
  }

  #leave(): void {
    this.#subscription?.close();
    this.#subscription = undefined;
    // The server drops an abandoned consumer by itself after a while; a word makes it do so now.
    if (this.#consumer !== '') this.#say(`$JS.API.CONSUMER.DELETE.${this.#plan.layout.name}.${this.#consumer}`);
    this.#consumer = '';
  }

  /** A word without an answer; while there is no connection it is not worth an error. */
  #say(subject: string): void {
    if (!this.#door.bus.connected) return;
    try {
      this.#door.bus.publish(subject, nothing);
    } catch (error) {
      if (!(error instanceof BusError) || error.code !== 'closed') throw error;
    }
  }
}
