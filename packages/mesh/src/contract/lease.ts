// One agent's part in a standing contract, from its award to its end: calls go straight to it, it is renewed in time, and
// whatever ends it answers all calls that are under way, each once.

import type { BusMessage, Channel } from '@parley/bus';
import {
  addressOf,
  type ContractTerms,
  type Down,
  decode,
  defaults,
  encode,
  type Message,
  type Money,
  messageOf,
} from '@parley/protocol';
import { invalidReport } from '../invalid.ts';
import type { World } from '../world.ts';

/** Who holds a contract, and for what. */
export interface Holder {
  readonly agent: string;
  readonly instance: string;
  readonly capability: string;
  /** Of one call. */
  readonly price: Money;
  /** How long one call takes, as promised. */
  readonly etaMs: number;
}

/** One call: `idempotencyKey` is that of its first time, where this is not the first. */
export interface Call {
  readonly id: string;
  readonly input: unknown;
  readonly idempotencyKey: string | undefined;
  readonly withinMs: number;
}

export type CallAnswer =
  | { readonly type: 'output'; readonly output: unknown }
  | { readonly type: 'failure'; readonly code: string; readonly text: string; readonly retryable: boolean }
  /** This call is not taken; the contract holds. */
  | { readonly type: 'refused'; readonly text: string }
  | { readonly type: 'missing'; readonly text: string; readonly missing: readonly string[] }
  | { readonly type: 'expired' }
  /** The contract holds no more; whether the call was done is not known. */
  | { readonly type: 'broken'; readonly text: string };

export interface LeaseHooks {
  renewed(lease: Lease): void;
  /** It ended, and not because it was closed. */
  broken(lease: Lease, text: string): void;
  /** It is to be replaced: what is under way may end, and nothing more is asked. @param isFault its agent's, or it leaves in peace */
  ending(lease: Lease, text: string, isFault: boolean): void;
}

interface Pending {
  readonly atMs: number;
  readonly untilMs: number;
  readonly resolve: (answer: CallAnswer) => void;
}

/** So many calls without an answer in a row, and it is taken for dead. */
const silentMax = 3;
/** The mean of how long calls take goes by the last twenty or so. */
const meanShare = 0.05;
const meanOverMin = 20;
/** The way there and back: nobody is slow by so little. */
const graceMs = 50;

export class Lease {
  readonly contract: string;
  readonly holder: Holder;
  readonly #world: World;
  readonly #address: string;
  readonly #subjects: Readonly<Record<'request' | 'renew' | 'revoke', string>>;
  readonly #terms: ContractTerms;
  readonly #slowMs: number;
  readonly #hooks: LeaseHooks;
  readonly #channel: Channel;
  readonly #pending = new Map<string, Pending>();
  #renewal: unknown;
  #runsOutAtMs: number;
  #sweepTimer: unknown;
  #sweepAtMs = Number.POSITIVE_INFINITY;
  #silent = 0;
  #meanMs = 0;
  #measured = 0;
  #retired: string | undefined;
  #isOver = false;

  constructor(
    world: World,
    contract: string,
    holder: Holder,
    { terms, slowFactor }: { readonly terms: ContractTerms; readonly slowFactor: number },
    hooks: LeaseHooks,
  ) {
    this.contract = contract;
    this.holder = holder;
    this.#world = world;
    this.#address = addressOf(holder.agent, holder.instance);
    const subjectOf = (act: 'request' | 'renew' | 'revoke') => world.subjects.act(act, holder.agent, holder.instance);
    this.#subjects = { request: subjectOf('request'), renew: subjectOf('renew'), revoke: subjectOf('revoke') };
    this.#terms = terms;
    this.#slowMs = slowFactor * holder.etaMs + graceMs;
    this.#hooks = hooks;
    this.#channel = world.bus.channel({
      message: (message) => this.#heard(message),
      noResponders: () => this.#break('nobody listens at its address'),
    });
    world.open.add(this);
    this.#runsOutAtMs = world.clock.now() + terms.forMs;
    this.#renewLater();
  }

  /** How long its calls take, so far. */
  get meanMs(): number {
    return this.#meanMs;
  }

  /** One call; never rejects. */
  call({ id, input, idempotencyKey, withinMs }: Call): Promise<CallAnswer> {
    return this.#ask('request', id, idempotencyKey === undefined ? { input } : { input, idempotencyKey }, withinMs);
  }

  /** Closes it when what is under way has been answered. */
  retire(reason: string): void {
    this.#retired = reason;
    this.#world.clock.clearTimeout(this.#renewal);
    if (this.#pending.size === 0) this.close(reason);
  }

  /** Nothing more is asked of it, and its agent is told. What is under way is answered as broken. */
  close(reason: string): void {
    if (this.#isOver) return;
    this.#send('revoke', this.#world.nextId(), { reason });
    this.#end(reason);
  }

  down({ agent, instance, text }: Down): void {
    if (agent === this.holder.agent && instance === this.holder.instance) this.#break(text);
  }

  /** The connection is gone for good. */
  closed(): void {
    this.#end('the connection was closed');
  }

  #ask(act: 'request' | 'renew', id: string, body: object, withinMs: number): Promise<CallAnswer> {
    if (this.#isOver) return Promise.resolve({ type: 'broken', text: 'the contract is over' });
    return new Promise((resolve) => {
      const atMs = this.#world.clock.now();
      const untilMs = atMs + withinMs;
      this.#pending.set(id, { atMs, untilMs, resolve });
      if (untilMs < this.#sweepAtMs) this.#sweepAt(untilMs);
      const text = this.#send(act, id, body, withinMs);
      if (text !== undefined) this.#answered(id, { type: 'failure', code: 'not-sent', text, retryable: false });
    });
  }

  /** Why it could not be sent; undefined where it was. */
  #send(act: 'request' | 'renew' | 'revoke', id: string, body: object, withinMs?: number): string | undefined {
    const { address: from, bus } = this.#world;
    const limit = withinMs === undefined ? {} : { withinMs };
    try {
      const message = { v: 1, id, performative: act, conversation: this.contract, from, ...limit, body };
      bus.publish(this.#subjects[act], encode(message as Message), { reply: this.#channel.subject });
      return undefined;
    } catch (thrown) {
      return messageOf(thrown);
    }
  }

  #heard({ data, subject }: BusMessage): void {
    const decoded = decode(data);
    if (!decoded.ok || decoded.message.from !== this.#address) {
      const text = decoded.ok ? `it says it is from ${decoded.message.from}` : decoded.error.text;
      return invalidReport(this.#world, subject, data, `${this.#address} answered what cannot be read: ${text}`);
    }
    const { message } = decoded;
    const { inReplyTo = '' } = message;
    this.#silent = 0;
    switch (message.performative) {
      case 'inform-result':
        return this.#answered(inReplyTo, { type: 'output', output: message.body.output });
      case 'renew':
        return this.#answered(inReplyTo, { type: 'output', output: undefined });
      case 'failure': {
        const { code, text, retryable } = message.body;
        return this.#answered(inReplyTo, { type: 'failure', code, text, retryable });
      }
      case 'not-understood': {
        const { text, missing = [] } = message.body;
        return this.#answered(inReplyTo, { type: 'missing', text, missing });
      }
      case 'refuse': {
        const { code, text } = message.body;
        if (code === 'unknown-contract') return this.#break(text);
        if (code === 'draining') return this.#leaving(inReplyTo, text);
        return this.#answered(inReplyTo, { type: 'refused', text });
      }
    }
  }

  #answered(id: string, answer: CallAnswer): void {
    const pending = this.#pending.get(id);
    if (pending === undefined) return;
    this.#pending.delete(id);
    pending.resolve(answer);
    if (answer.type === 'output') this.#measure(this.#world.clock.now() - pending.atMs);
    if (this.#retired !== undefined && this.#pending.size === 0) this.close(this.#retired);
  }

  // It finishes what it has begun and takes nothing more: this call goes elsewhere, and so does every later one.
  #leaving(id: string, text: string): void {
    this.#answered(id, { type: 'broken', text });
    this.#hooks.ending(this, text, false);
  }

  // One timer for all that wait, set to the first deadline: a timer a call costs as much as writing the call.
  #sweepAt(untilMs: number): void {
    const { clock } = this.#world;
    clock.clearTimeout(this.#sweepTimer);
    this.#sweepAtMs = untilMs;
    this.#sweepTimer = clock.setTimeout(() => this.#sweep(), Math.max(0, untilMs - clock.now()));
  }

  #sweep(): void {
    const nowMs = this.#world.clock.now();
    let next = Number.POSITIVE_INFINITY;
    const late: string[] = [];
    for (const [id, { untilMs }] of this.#pending) {
      if (untilMs <= nowMs) late.push(id);
      else next = Math.min(next, untilMs);
    }
    this.#sweepAtMs = Number.POSITIVE_INFINITY;
    if (next < Number.POSITIVE_INFINITY) this.#sweepAt(next);
    for (const id of late) this.#unanswered(id);
  }

  #unanswered(id: string): void {
    this.#answered(id, { type: 'expired' });
    if (this.#world.bus.connected) this.#silent += 1;
    if (this.#silent >= silentMax) this.#break(`${silentMax} calls in a row were not answered`);
  }

  #measure(tookMs: number): void {
    this.#measured += 1;
    this.#meanMs += (tookMs - this.#meanMs) * Math.max(meanShare, 1 / this.#measured);
    if (this.#measured < meanOverMin || this.#meanMs <= this.#slowMs) return;
    const { etaMs } = this.holder;
    this.#measured = 0;
    this.#hooks.ending(this, `its calls take ${Math.round(this.#meanMs)} ms, ${Math.round(etaMs)} were promised`, true);
  }

  #renewLater(): void {
    this.#renewal = this.#world.clock.setTimeout(() => void this.#renew(), this.#terms.forMs / 2);
  }

  async #renew(): Promise<void> {
    const { clock } = this.#world;
    const { forMs } = this.#terms;
    const answer = await this.#ask('renew', this.#world.nextId(), { forMs }, defaults.agreeDeadlineMs);
    if (this.#isOver || this.#retired !== undefined) return;
    if (answer.type === 'output') {
      this.#runsOutAtMs = clock.now() + forMs;
      this.#hooks.renewed(this);
      return this.#renewLater();
    }
    if (answer.type === 'refused') this.#hooks.ending(this, answer.text, false);
    const leftMs = this.#runsOutAtMs - clock.now();
    if (leftMs <= 0) return this.#break('it was not renewed');
    this.#renewal = clock.setTimeout(() => void this.#renew(), Math.min(leftMs, defaults.agreeDeadlineMs));
  }

  #break(text: string): void {
    if (this.#isOver) return;
    this.#end(text);
    this.#hooks.broken(this, text);
  }

  #end(text: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const { clock, open } = this.#world;
    clock.clearTimeout(this.#renewal);
    clock.clearTimeout(this.#sweepTimer);
    open.delete(this);
    this.#channel.close();
    for (const id of [...this.#pending.keys()]) this.#answered(id, { type: 'broken', text });
  }
}
