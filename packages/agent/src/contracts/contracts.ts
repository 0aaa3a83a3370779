// The standing contracts an instance holds: opened by an award, kept by renewals, and given up when they run out, are
// revoked or the instance stops. Calls under them take no slot: how many there may be was agreed.

import type { BusMessage } from '@parley/bus';
import type { PerformResult } from '@parley/contract-net';
import { encode, limits, type Message, type MessageOf, messageOf, ParleyError, type Refuse } from '@parley/protocol';
import type { Capability } from '../definition.ts';
import type { InstanceDoors } from '../instance-doors.ts';
import { runCall } from './contract-call.ts';
import { OpenContract } from './open-contract.ts';

type Answer = Pick<
  | MessageOf<'inform-result'>
  | MessageOf<'failure'>
  | MessageOf<'refuse'>
  | MessageOf<'not-understood'>
  | MessageOf<'renew'>,
  'performative' | 'body'
>;

export class Contracts {
  readonly #instance: InstanceDoors;
  readonly #open = new Map<string, OpenContract>();
  #isDraining = false;
  #onIdle: (() => void) | undefined;

  constructor(instance: InstanceDoors) {
    this.#instance = instance;
  }

  /** Opens the contract that a call for bids asked for: what its award comes to. */
  open(capability: Capability, cfp: MessageOf<'cfp'>): PerformResult {
    const terms = cfp.body.contract!;
    if (this.#open.size >= limits.contractsMax) {
      const text = `it holds ${limits.contractsMax} contracts already`;
      return { type: 'failure', code: 'too-many-contracts', text, retryable: true };
    }
    const opened = new OpenContract(capability, cfp, terms, this.#instance.clock.now());
    this.#open.set(cfp.conversation, opened);
    this.#keep(cfp.conversation, opened, terms.forMs);
    return { type: 'output', output: { contract: cfp.conversation, forMs: terms.forMs } };
  }

  /** One call. */
  request(message: MessageOf<'request'>, { reply }: BusMessage, receivedAtMs: number): void {
    const opened = this.#of(message);
    if (opened === undefined) return this.#refuse(reply, message, 'unknown-contract', 'it holds no such contract');
    if (!opened.isNew(message.id)) return;
    if (this.#isDraining) return this.#refuse(reply, message, 'draining', 'it is stopping');
    const remainingMs = message.withinMs ?? Number.POSITIVE_INFINITY;
    if (remainingMs <= 0) return this.#refuse(reply, message, 'too-late', "the call's deadline is past");
    const objection = opened.objection(receivedAtMs);
    if (objection !== undefined) return this.#refuse(reply, message, 'over-limit', objection);
    this.#work(opened, message, reply, receivedAtMs + remainingMs);
  }

  renew(message: MessageOf<'renew'>, { reply }: BusMessage): void {
    const { forMs } = message.body;
    const opened = this.#of(message);
    if (opened === undefined) return this.#refuse(reply, message, 'unknown-contract', 'it holds no such contract');
    if (this.#isDraining) return this.#refuse(reply, message, 'draining', 'it is stopping');
    this.#keep(message.conversation, opened, forMs);
    this.#answer(reply, message, { performative: 'renew', body: { forMs } });
  }

  revoke(message: MessageOf<'revoke'>): void {
    if (this.#of(message) !== undefined) this.#end(message.conversation, message.body.reason);
  }

  /** Takes no more calls; resolves when none is under way. */
  async drained(): Promise<void> {
    this.#isDraining = true;
    if (this.#underWay() === 0) return;
    await new Promise<void>((resolve) => {
      this.#onIdle = resolve;
    });
  }

  resume(): void {
    this.#isDraining = false;
  }

  /** Stops what is under way, and gives up all. */
  close(reason: string): void {
    for (const contract of [...this.#open.keys()]) this.#end(contract, reason);
  }

  // Only who made a contract may use it.
  #of({ conversation, from }: Message): OpenContract | undefined {
    const opened = this.#open.get(conversation);
    return opened?.cfp.from === from ? opened : undefined;
  }

  #work(opened: OpenContract, message: MessageOf<'request'>, reply: string | undefined, deadlineAtMs: number): void {
    const abort = new AbortController();
    const { input, idempotencyKey = firstKeyOf(message) } = message.body;
    const answer = runCall(this.#instance, opened, { input, idempotencyKey, abort, deadlineAtMs });
    if (!(answer instanceof Promise)) return this.#done(reply, message, answer);
    opened.calls.add(abort);
    void answer.then((each) => {
      opened.calls.delete(abort);
      this.#done(reply, message, each);
      if (this.#onIdle !== undefined && this.#underWay() === 0) this.#onIdle();
    });
  }

  #done(reply: string | undefined, message: Message, answer: Answer): void {
    if (answer.performative === 'failure') this.#instance.slots.failed();
    this.#answer(reply, message, answer);
  }

  #underWay(): number {
    let calls = 0;
    for (const opened of this.#open.values()) calls += opened.calls.size;
    return calls;
  }

  #keep(contract: string, opened: OpenContract, forMs: number): void {
    const { clock } = this.#instance;
    clock.clearTimeout(opened.timer);
    opened.timer = clock.setTimeout(() => this.#end(contract, 'the contract has run out'), forMs);
  }

  #end(contract: string, reason: string): void {
    const opened = this.#open.get(contract);
    if (opened === undefined) return;
    this.#instance.clock.clearTimeout(opened.timer);
    this.#open.delete(contract);
    opened.stop(reason);
  }

  #refuse(reply: string | undefined, message: Message, code: Refuse['code'], text: string): void {
    this.#answer(reply, message, { performative: 'refuse', body: { code, text } });
  }

  #answer(reply: string | undefined, { id, conversation }: Pick<Message, 'id' | 'conversation'>, answer: Answer): void {
    if (reply === undefined) return;
    const { bus, address, nextId, log } = this.#instance;
    const envelope = { v: 1, id: nextId(), conversation, from: address, inReplyTo: id };
    try {
      bus.publish(reply, encode({ ...envelope, ...answer } as Message));
    } catch (thrown) {
      log.warn({ conversation, err: thrown }, 'an answer to a call could not be sent');
      // A result that cannot be written is said to be so, in words that can; a connection that is gone says nothing.
      if (answer.performative !== 'inform-result' || !(thrown instanceof ParleyError)) return;
      const text = messageOf(thrown).slice(0, limits.textCharactersMax);
      const body = { code: 'bad-output', text, retryable: false };
      this.#answer(reply, { id, conversation }, { performative: 'failure', body });
    }
  }
}

function firstKeyOf({ from, id }: Message): string {
  return `${from.slice(from.indexOf('/') + 1)}-${id}`;
}
