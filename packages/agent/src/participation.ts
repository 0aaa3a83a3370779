// The agent's runtime for one conversation: runs one participant. Events in, the logic's commands out; this file is all
// that happens between the logic and the world.

import type { Channel } from '@parley/bus';
import {
  Driver,
  type ParticipantCommand,
  type ParticipantEnd,
  type ParticipantEvent,
  type ParticipantState,
  participantLogic,
  type ToInitiator,
} from '@parley/contract-net';
import { encode, type Message, type MessageOf, messageOf, ParleyError } from '@parley/protocol';
import { Asking } from './asking.ts';
import { runBid } from './bidding.ts';
import type { AgentMesh } from './context.ts';
import type { Capability } from './definition.ts';
import type { Instance } from './instance.ts';
import { runPerform } from './performing.ts';
import { Recording } from './recording.ts';
import { notWorse, type Proposal, revisionFor } from './revising.ts';
import { sleep } from './sleep.ts';
import { subcontracting } from './subcontracting.ts';

/** What whoever keeps it is told. */
export interface ParticipationHooks {
  answered(): void;
  ended(participation: Participation): void;
}

export class Participation {
  readonly conversation: string;
  readonly round: number;
  readonly cfpId: string;
  readonly #instance: Instance;
  readonly #capability: Capability;
  readonly #cfp: MessageOf<'cfp'>;
  readonly #replyTo: string;
  readonly #deadlineAtMs: number;
  readonly #abort = new AbortController();
  readonly #timers = new Map<string, unknown>();
  readonly #participant: Driver<ParticipantState, ParticipantEvent, ParticipantCommand, undefined>;
  readonly #hooks: ParticipationHooks;
  readonly #recording: Recording | undefined;
  readonly #before: Proposal | undefined;
  #offer: Proposal | undefined;
  #asking: Asking | undefined;
  #channel: Channel | undefined;
  #ended: ParticipantEnd | undefined;
  #hasFailed = false;

  /**
   * @param hooks `answered` is called once, when the bid has been answered or the part has ended before
   * @param before what it has offered in this conversation already
   */
  constructor(
    instance: Instance,
    capability: Capability,
    cfp: MessageOf<'cfp'>,
    replyTo: string,
    receivedAtMs: number,
    hooks: ParticipationHooks,
    before?: Proposal,
  ) {
    this.conversation = cfp.conversation;
    this.round = cfp.body.round;
    this.cfpId = cfp.id;
    this.#instance = instance;
    this.#capability = capability;
    this.#cfp = cfp;
    this.#replyTo = replyTo;
    this.#deadlineAtMs = receivedAtMs + (cfp.body.limits.withinMs ?? cfp.withinMs ?? 0);
    this.#recording = instance.recorder === undefined ? undefined : new Recording(instance.recorder, cfp);
    this.#before = before;
    this.#hooks = { answered: once(hooks.answered), ended: hooks.ended };
    this.#participant = new Driver(participantLogic, undefined, (command: ParticipantCommand) => this.#run(command));
  }

  /** What it has offered. */
  get offer(): Proposal | undefined {
    return this.#offer;
  }

  get ended(): ParticipantEnd | undefined {
    return this.#ended;
  }

  get working(): boolean {
    return this.#participant.state.phase === 'working';
  }

  tell(event: ParticipantEvent): void {
    this.#participant.tell(event);
  }

  #run(command: ParticipantCommand): void {
    const { slots } = this.#instance;
    switch (command.type) {
      case 'bid':
        void this.#bid();
        return;
      case 'send':
        this.#send(command.message, command.id);
        return;
      case 'hold':
        return slots.hold();
      case 'release':
        return slots.release();
      case 'occupy':
        return slots.occupy();
      case 'vacate':
        return slots.vacate();
      case 'perform':
        void this.#perform(command);
        return;
      case 'answered':
        return this.#asking?.answered(command.query, command.body);
      case 'abort':
        return this.#abort.abort(new Error(command.reason));
      case 'startTimer':
        this.#cancelTimer(command.timer);
        this.#timers.set(
          command.timer,
          this.#instance.clock.setTimeout(
            () => this.tell({ type: 'timer', timer: command.timer }),
            Math.max(0, command.ms),
          ),
        );
        return;
      case 'cancelTimer':
        this.#cancelTimer(command.timer);
        return;
      case 'end':
        this.#end(command.end, command.text);
        return;
    }
  }

  async #bid(): Promise<void> {
    const { intent } = this.#cfp.body;
    const result = await runBid(this.#capability, this.#instance.adapter, this.#cfp.body, {
      ...this.#shared(intent),
      ...revisionFor(this.#cfp, this.#before),
    });
    const freeSlots = Math.max(0, this.#instance.slots.free);
    const { contract } = this.#cfp.body;
    const terms = contract === undefined ? {} : { terms: { contract: true } };
    const offer = result.type === 'proposal' ? notWorse(result, this.#cfp, this.#before) : result;
    if (offer.type === 'proposal') this.#offer = offer;
    const told = offer.type === 'proposal' ? { ...offer, ...terms, freeSlots } : offer;
    this.tell({ type: 'bid', result: told, messageId: this.#instance.nextId() });
    this.#hooks.answered();
  }

  async #perform({ accept, input, remainingMs }: Extract<ParticipantCommand, { type: 'perform' }>): Promise<void> {
    if (this.#cfp.body.contract !== undefined) {
      return this.tell({ type: 'performed', result: this.#instance.contracts.open(this.#capability, this.#cfp) });
    }
    const until = this.#instance.clock.now() + remainingMs;
    const { fence, context, idempotencyKey } = accept.body;
    const asking = new Asking(context.answers ?? [], this.#abort.signal, (body) => {
      const id = this.#instance.nextId();
      this.tell({ type: 'query', id, body });
      return id;
    });
    this.#asking = asking;
    const result = await runPerform(
      this.#capability,
      {
        ...this.#shared(this.#cfp.body.intent),
        remainingMs: () => until - this.#instance.clock.now(),
        input,
        mesh: this.#parts(until),
        attempt: fence,
        earlier: context.attempts,
        idempotencyKey,
        ask: (question, schema) => asking.ask(question, schema),
        progress: (told) => this.tell({ ...told, type: 'progress' }),
        once: (key, effect) => {
          if (this.#abort.signal.aborted)
            throw new ParleyError('closed', 'This attempt is over: nothing more may be done for it.');
          return this.#instance.once(idempotencyKey, key, effect);
        },
      },
      this.#instance.clock,
    );
    this.tell({ type: 'performed', result });
  }

  #parts(until: number): AgentMesh {
    const { client, address, clock } = this.#instance;
    const { path, hopsLeft, limits } = this.#cfp.body;
    return subcontracting(() => client.get(), {
      conversation: this.conversation,
      path: [...path, address],
      hopsLeft,
      priceLimit: limits.price,
      signal: this.#abort.signal,
      remainingMs: () => until - clock.now(),
    });
  }

  #shared(intent: string) {
    const { clock, config, store, log } = this.#instance;
    return {
      intent,
      config,
      store,
      conversation: this.conversation,
      priceLimit: this.#cfp.body.limits.price,
      signal: this.#abort.signal,
      log: log.child({ conversation: this.conversation }),
      remainingMs: () => this.#deadlineAtMs - clock.now(),
      now: () => clock.epochMs(),
      sleep: (ms: number) => sleep(clock, ms, this.#abort.signal),
    };
  }

  // Work under way is told on a channel of one's own, so that the server says when the caller is gone.
  #send(message: ToInitiator, id = this.#instance.nextId()): void {
    if (message.performative === 'failure') this.#countFailure();
    const envelope = { v: 1, id, conversation: this.conversation, task: this.#cfp.task, from: this.#instance.address };
    try {
      const bytes = encode({ ...envelope, ...message } as Message);
      const reply = this.#isWatched(message) ? this.#watchedReply() : undefined;
      this.#instance.bus.publish(this.#replyTo, bytes, reply === undefined ? {} : { reply });
      this.#recording?.sent(message, id, this.#participant.state);
    } catch (thrown) {
      this.#notSent(message, messageOf(thrown));
    }
  }

  // A failure may be said twice, and one that its caller asked for is none.
  #countFailure(): void {
    if (this.#hasFailed || this.#participant.state.end === 'cancelled') return;
    this.#hasFailed = true;
    this.#instance.slots.failed();
  }

  #watchedReply(): string {
    this.#channel ??= this.#instance.bus.channel({
      message: () => undefined,
      noResponders: () => {
        this.#recording?.notTaken();
        this.tell({ type: 'caller-gone' });
      },
    });
    return this.#channel.subject;
  }

  // Of a result it is only the record that asks whether somebody took it.
  #isWatched({ performative }: ToInitiator): boolean {
    if (performative === 'inform-result') return this.#recording !== undefined;
    return performative === 'inform-progress' || performative === 'query';
  }

  // A result or a bid that cannot be written is said to be so, in words that can.
  #notSent(message: ToInitiator, text: string): void {
    this.#instance.log.error({ conversation: this.conversation, performative: message.performative }, text);
    const { inReplyTo, attempt } = message;
    const rest = { ...(inReplyTo === undefined ? {} : { inReplyTo }), ...(attempt === undefined ? {} : { attempt }) };
    if (message.performative === 'inform-result') {
      this.#send({ ...rest, performative: 'failure', body: { code: 'bad-output', text, retryable: false } });
    } else if (message.performative === 'propose') {
      this.#send({ ...rest, performative: 'refuse', body: { code: 'bid-failed', text } });
    }
  }

  #end(end: ParticipantEnd, text: string): void {
    this.#ended = end;
    this.#recording?.ended(end, text);
    for (const timer of [...this.#timers.keys()]) this.#cancelTimer(timer);
    if (this.#channel !== undefined) this.#instance.farewells.add(this.#channel, () => this.#recording?.over());
    this.#hooks.answered();
    this.#hooks.ended(this);
  }

  #cancelTimer(timer: string): void {
    const handle = this.#timers.get(timer);
    if (handle !== undefined) this.#instance.clock.clearTimeout(handle);
    this.#timers.delete(timer);
  }
}

function once(run: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    run();
  };
}
