// What comes to an instance: decoded once, checked against the clock and the bounds, and handed to the participation it
// belongs to. What cannot be read, comes too late or belongs nowhere is answered, never dropped in silence.

import type { BusMessage } from '@parley/bus';
import { invalidReport } from '@parley/mesh';
import {
  type Act,
  type Decoded,
  decode,
  encode,
  type Message,
  type MessageOf,
  type NotUnderstood,
  parseSubject,
  partsOfAddress,
  type Refuse,
} from '@parley/protocol';
import type { Instance } from './instance.ts';
import { refusalIn } from './lifecycle.ts';
import type { Mailbox } from './mailbox.ts';
import { Participation } from './participation.ts';
import type { Participations } from './participations.ts';

/** What the inbox asks of the instance's life. */
export interface Life {
  state(): Parameters<typeof refusalIn>[0];
  /** What it answers; nothing where somebody else is asked. */
  control(message: MessageOf<'control'>): ControlAnswer | undefined;
}

/** An instance's word on what an operator wants of it. */
export type ControlAnswer =
  | { readonly performative: 'agree'; readonly body: { readonly etaMs: number } }
  | { readonly performative: 'refuse'; readonly body: Refuse };

type Answer =
  | ControlAnswer
  | { readonly performative: 'refuse'; readonly body: Refuse }
  | { readonly performative: 'not-understood'; readonly body: NotUnderstood };

export class Inbox {
  readonly #instance: Instance;
  readonly #mailbox: Mailbox;
  readonly #participations: Participations;
  readonly #life: Life;
  readonly #acts = new Map<string, Act>();

  constructor(instance: Instance, mailbox: Mailbox, participations: Participations, life: Life) {
    this.#instance = instance;
    this.#mailbox = mailbox;
    this.#participations = participations;
    this.#life = life;
  }

  /** One message from the bus. */
  handle(received: BusMessage): void {
    const receivedAtMs = this.#instance.clock.now();
    const act = this.#actOf(received.subject);
    // Its wildcard also hears signals and answers whose last two words happen to be its own: they are for others.
    if (act === undefined) return;
    const decoded = decode(received.data);
    if (!decoded.ok) return this.#notDecoded(received, decoded.error);
    const { message } = decoded;
    if (act !== message.performative) {
      const text = `a ${message.performative} came on the subject of ${act}`;
      return this.#notDecoded(received, {
        code: 'wrong-schema',
        text,
        id: message.id,
        conversation: message.conversation,
      });
    }
    switch (message.performative) {
      case 'cfp':
        return this.#cfp(message, received, receivedAtMs);
      case 'accept-proposal':
        return this.#accept(message, received);
      case 'reject-proposal':
        return this.#participations.get(message.conversation)?.tell({ type: 'reject', message });
      case 'cancel':
        return this.#participations.get(message.conversation)?.tell({ type: 'cancel', message });
      case 'answer':
        return this.#participations.get(message.conversation)?.tell({ type: 'answer', message });
      case 'control': {
        const answer = this.#life.control(message);
        if (answer !== undefined) this.#answer(received.reply, message, answer);
        return;
      }
      case 'request':
        return this.#instance.contracts.request(message, received, receivedAtMs);
      case 'renew':
        return this.#instance.contracts.renew(message, received);
      case 'revoke':
        return this.#instance.contracts.revoke(message);
    }
  }

  // An inbox has one subject an act, so each is parsed once; a verb that is no act is not kept.
  #actOf(subject: string): Act | undefined {
    let act = this.#acts.get(subject);
    if (act === undefined) {
      const at = parseSubject(subject);
      if (at?.kind !== 'act') return undefined;
      act = at.act;
      this.#acts.set(subject, act);
    }
    return act;
  }

  #cfp(message: MessageOf<'cfp'>, received: BusMessage, receivedAtMs: number): void {
    const { definition } = this.#instance;
    const { capability: name, path, round } = message.body;
    const refuse = (code: Refuse['code'], text: string) =>
      this.#answer(received.reply, message, { performative: 'refuse', body: { code, text } });
    if (received.reply === undefined)
      return this.#notDecoded(received, { code: 'wrong-schema', text: 'a cfp without a reply subject' });
    const before = this.#participations.get(message.conversation);
    if (before !== undefined && before.cfpId === message.id) return;
    if (before !== undefined && (before.working || before.round >= round)) {
      return refuse('duplicate', 'this conversation has called here already');
    }
    const remainingMs = message.withinMs ?? 0;
    if (remainingMs <= 0) return refuse('too-late', `the call's deadline is past (withinMs ${remainingMs})`);
    const capability = definition.capabilities[name];
    if (capability === undefined) return refuse('unknown-capability', `${definition.name} has no capability "${name}"`);
    if (path.some((each) => partsOfAddress(each).agent === definition.name))
      return refuse('loop', `${definition.name} is above itself in this conversation`);
    const busy = refusalIn(this.#life.state());
    if (busy !== undefined) return refuse(busy.code, busy.text);
    if (!this.#mailbox.take()) return refuse('saturated', `the mailbox is full (${this.#mailbox.capacity})`);
    before?.tell({ type: 'reject', message: supersededBy(message) });
    const hooks = {
      answered: () => this.#mailbox.give(),
      ended: (each: Participation) => this.#participations.ended(each),
    };
    const offered = before?.offer;
    const participation = new Participation(
      this.#instance,
      capability,
      message,
      received.reply,
      receivedAtMs,
      hooks,
      offered,
    );
    this.#participations.add(participation);
    participation.tell({ type: 'cfp', message, remainingMs });
  }

  #accept(message: MessageOf<'accept-proposal'>, received: BusMessage): void {
    const participation = this.#participations.get(message.conversation);
    const remainingMs = message.withinMs ?? 0;
    const refuse = (code: Refuse['code'], text: string) =>
      this.#answer(received.reply, message, { performative: 'refuse', body: { code, text } });
    if (participation === undefined) return refuse('unknown-proposal', 'no bid of this conversation stands here');
    if (remainingMs <= 0) return refuse('too-late', `the award's deadline is past (withinMs ${remainingMs})`);
    participation.tell({ type: 'accept', message, remainingMs, slotFree: this.#instance.slots.free > 0 });
  }

  #notDecoded(received: BusMessage, error: Extract<Decoded, { ok: false }>['error']): void {
    const { address } = this.#instance;
    invalidReport(
      this.#instance,
      received.subject,
      received.data,
      `${address} cannot read a message: ${error.code}: ${error.text}`,
    );
    const { code, text, id = 'unknown', conversation = 'unknown' } = error;
    this.#answer(received.reply, { id, conversation }, { performative: 'not-understood', body: { code, text } });
  }

  #answer(reply: string | undefined, to: { readonly id: string; readonly conversation: string }, answer: Answer): void {
    if (reply === undefined) return;
    const { bus, address, nextId, log } = this.#instance;
    const token = /^[a-z0-9_-]{1,63}$/;
    const conversation = token.test(to.conversation) ? to.conversation : 'unknown';
    const inReplyTo = token.test(to.id) ? to.id : 'unknown';
    try {
      bus.publish(reply, encode({ v: 1, id: nextId(), conversation, from: address, inReplyTo, ...answer } as Message));
    } catch (thrown) {
      log.warn({ reply, err: thrown }, 'an answer could not be sent');
    }
  }
}

function supersededBy(cfp: MessageOf<'cfp'>): MessageOf<'reject-proposal'> {
  const { v, id, conversation, from } = cfp;
  return {
    v,
    id,
    conversation,
    from,
    performative: 'reject-proposal',
    body: { code: 'expired', text: 'a new round was called' },
  };
}
