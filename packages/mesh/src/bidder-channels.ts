// Where the bidders of one conversation answer: a reply channel each, so that nobody can answer for another. What comes is
// decoded and checked against whose channel it is; what is wrong is reported. Nothing is decided here.

import type { BusMessage, Channel } from '@parley/bus';
import type { FromParticipant } from '@parley/contract-net';
import { decode } from '@parley/protocol';
import { invalidReport } from './invalid.ts';
import type { World } from './world.ts';

/** Who hears of what a bidder, `agent/instance`, sent. */
export interface ChannelHandlers {
  message(bidder: string, message: FromParticipant): void;
  garbled(bidder: string, text: string): void;
  noResponders(bidder: string): void;
}

const fromParticipant: ReadonlySet<string> = new Set<FromParticipant['performative']>([
  'propose',
  'refuse',
  'not-understood',
  'agree',
  'inform-progress',
  'query',
  'inform-result',
  'failure',
]);

export class BidderChannels {
  readonly #world: World;
  readonly #conversation: string;
  readonly #handlers: ChannelHandlers;
  readonly #channels = new Map<string, Channel>();

  constructor(world: World, conversation: string, handlers: ChannelHandlers) {
    this.#world = world;
    this.#conversation = conversation;
    this.#handlers = handlers;
  }

  has(bidder: string): boolean {
    return this.#channels.has(bidder);
  }

  /** Where this bidder is to answer; listened to from the first time it is asked for. */
  subjectFor(bidder: string): string {
    let channel = this.#channels.get(bidder);
    if (channel === undefined) {
      channel = this.#world.bus.channel({
        message: (message) => this.#received(bidder, message),
        noResponders: () => this.#handlers.noResponders(bidder),
      });
      this.#channels.set(bidder, channel);
    }
    return channel.subject;
  }

  close(): void {
    for (const channel of this.#channels.values()) channel.close();
    this.#channels.clear();
  }

  #received(bidder: string, { data, subject }: BusMessage): void {
    const decoded = decode(data);
    const wrong = !decoded.ok
      ? decoded.error.text
      : decoded.message.from !== bidder
        ? `it says it is from ${decoded.message.from}`
        : decoded.message.conversation !== this.#conversation
          ? 'it belongs to another conversation'
          : !fromParticipant.has(decoded.message.performative)
            ? `a participant does not send ${decoded.message.performative}`
            : undefined;
    if (wrong !== undefined || !decoded.ok) {
      const text = `${bidder} answered what cannot be read: ${wrong}`;
      invalidReport(this.#world, subject, data, text);
      this.#handlers.garbled(bidder, text);
      return;
    }
    this.#handlers.message(bidder, decoded.message as FromParticipant);
  }
}
