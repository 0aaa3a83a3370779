// The caller's runtime: runs one initiator. It turns what the bus brings into events for the logic and runs the
// logic's commands: this file is all that happens between the two. It decides nothing itself.

import type { BusMessage, Channel } from '@parley/bus';
import {
  type CallBidders,
  type Candidate,
  type ConversationEvent,
  Driver,
  type FromParticipant,
  type InitiatorCommand,
  type InitiatorEvent,
  type InitiatorInput,
  type InitiatorState,
  initiatorLogic,
  type SendToBidder,
  type Settlement,
} from '@parley/contract-net';
import {
  addressOf,
  type Cfp,
  type Down,
  decode,
  defaults,
  encode,
  type Message,
  messageOf,
  partsOfAddress,
} from '@parley/protocol';
import { EventLog } from './event-log.ts';
import { Experience } from './experience.ts';
import { invalidReport } from './invalid.ts';
import { type Notes, Recording } from './recording.ts';
import { findCandidates, type Sought } from './shortlisting.ts';
import type { World } from './world.ts';

type Unstamped<E> = E extends unknown ? Omit<E, 'atMs'> : never;

/** How long late answers are still heard and answered where somebody may still send one. */
const lingerMs = 2_000;

const fromParticipant: ReadonlySet<string> = new Set<FromParticipant['performative']>([
  'propose',
  'refuse',
  'not-understood',
  'agree',
  'inform-progress',
  'inform-result',
  'failure',
]);

/** One conversation, from the intent to its settlement. */
export class Conversation {
  readonly events = new EventLog<ConversationEvent>();
  readonly settled: Promise<Settlement>;
  readonly #world: World;
  readonly #sought: Sought;
  readonly #input: InitiatorInput;
  readonly #startedAtMs: number;
  readonly #initiator: Driver<InitiatorState, InitiatorEvent, InitiatorCommand, InitiatorInput>;
  readonly #channels = new Map<string, Channel>();
  readonly #timers = new Map<string, unknown>();
  readonly #headers: Readonly<Record<string, string>>;
  #resolve!: (settlement: Settlement) => void;
  readonly #recording: Recording;
  readonly #isNoted: boolean;
  readonly #experience: Experience;
  #lingering: unknown;
  #isOver = false;

  /** @param notes where it is written down, the world's recorder unless said */
  constructor(world: World, sought: Sought, input: InitiatorInput, notes: Notes | undefined = world.recorder) {
    this.#world = world;
    this.#sought = sought;
    this.#input = input;
    this.#startedAtMs = world.clock.now();
    this.#experience = new Experience(world);
    this.#recording = new Recording(notes, input.conversation);
    this.#isNoted = notes !== undefined;
    // W3C trace context: the conversation's id is the trace's. Frozen, so that the bus writes it once.
    const { conversation } = input;
    this.#headers = Object.freeze({ traceparent: `00-${conversation}-${conversation.slice(0, 16)}-01` });
    this.settled = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    this.#initiator = new Driver(initiatorLogic, input, (command: InitiatorCommand) => this.#run(command));
  }

  start(): void {
    this.#world.open.add(this);
    this.#recording.asked(this.#input, this.#sought);
    this.#tell({ type: 'start' });
  }

  cancel(reason: string): void {
    this.#tell({ type: 'cancel', reason });
  }

  down(down: Down): void {
    if (this.#channels.has(addressOf(down.agent, down.instance))) this.#tell({ type: 'down', down });
  }

  /** The connection is gone for good: it settles at once, and hears nobody who is late. */
  closed(): void {
    this.#tell({ type: 'cancel', reason: 'the connection was closed' });
    this.#tell({ type: 'timer', timer: 'cancel' });
    this.#closeChannels();
  }

  #tell(event: Unstamped<InitiatorEvent>): void {
    if (this.#isOver) return;
    this.#initiator.tell({ atMs: this.#world.clock.now() - this.#startedAtMs, ...event } as InitiatorEvent);
  }

  #run(command: InitiatorCommand): void {
    switch (command.type) {
      case 'shortlist':
        void this.#shortlist(command);
        return;
      case 'call':
        this.#call(command);
        return;
      case 'send':
        this.#send(command);
        return;
      case 'startTimer':
        this.#cancelTimer(command.timer);
        this.#timers.set(
          command.timer,
          this.#world.clock.setTimeout(() => this.#tell({ type: 'timer', timer: command.timer }), command.ms),
        );
        return;
      case 'cancelTimer':
        this.#cancelTimer(command.timer);
        return;
      case 'record':
        this.#record(command.event);
        return;
      case 'settle':
        this.#settle(command.settlement);
        return;
    }
  }

  async #shortlist(command: Extract<InitiatorCommand, { type: 'shortlist' }>): Promise<void> {
    const result = await findCandidates(this.#world, this.#sought, {
      ...command,
      seed: this.#input.task,
      nameMissed: this.#isNoted,
    }).catch((thrown) => ({
      type: 'unavailable' as const,
      text: `The mesh cannot be searched: ${messageOf(thrown)}`,
    }));
    this.#tell({ type: 'shortlisted', result });
  }

  // One message a capability, sent to each of its bidders with a reply channel of its own.
  #call({ bidders, round, windowMs, remainingMs }: CallBidders): void {
    const byCapability = new Map<string, Uint8Array>();
    for (const candidate of bidders) {
      let bytes = byCapability.get(candidate.capability);
      if (bytes === undefined) {
        bytes = this.#encode({
          performative: 'cfp',
          withinMs: windowMs,
          body: this.#cfp(candidate, round, remainingMs),
        });
        if (bytes === undefined) return;
        byCapability.set(candidate.capability, bytes);
      }
      this.#publish('cfp', addressOf(candidate.agent, candidate.instance), bytes);
    }
  }

  #cfp(candidate: Candidate, round: number, remainingMs: number): Cfp {
    const { input, priceLimit, dryRun } = this.#input;
    return {
      capability: candidate.capability,
      intent: this.#sought.text,
      limits: { withinMs: Math.max(0, remainingMs), ...(priceLimit === undefined ? {} : { price: priceLimit }) },
      round,
      path: [],
      hopsLeft: defaults.hops,
      ...(input === undefined ? {} : { input }),
      ...(dryRun ? { dryRun } : {}),
    };
  }

  #send({ to, message }: SendToBidder): void {
    const bytes = this.#encode(message);
    if (bytes !== undefined) this.#publish(message.performative, to, bytes);
  }

  #encode(part: object): Uint8Array | undefined {
    const { conversation } = this.#input;
    const id = this.#world.nextId();
    const envelope = { v: 1, id, conversation, task: conversation, from: this.#world.address };
    try {
      const bytes = encode({ ...envelope, ...part } as Message);
      this.#recording.said(id);
      return bytes;
    } catch (thrown) {
      this.cancel(messageOf(thrown));
      return undefined;
    }
  }

  #publish(act: 'cfp' | SendToBidder['message']['performative'], to: string, bytes: Uint8Array): void {
    const { agent, instance } = partsOfAddress(to);
    const { bus, subjects } = this.#world;
    try {
      const reply = this.#channel(to).subject;
      // Only what begins something has a trace to hand on; a header costs the server more than the message.
      const begins = act === 'cfp' || act === 'accept-proposal';
      bus.publish(subjects.act(act, agent, instance), bytes, begins ? { reply, headers: this.#headers } : { reply });
    } catch (thrown) {
      this.#world.log.warn({ conversation: this.#input.conversation, to, act, err: thrown }, 'not sent');
    }
  }

  // One channel a bidder, so that nobody can answer for another.
  #channel(bidder: string): Channel {
    let channel = this.#channels.get(bidder);
    if (channel === undefined) {
      channel = this.#world.bus.channel({
        message: (message) => this.#received(bidder, message),
        noResponders: () => this.#tell({ type: 'no-responders', bidder }),
      });
      this.#channels.set(bidder, channel);
    }
    return channel;
  }

  #received(bidder: string, { data, subject }: BusMessage): void {
    const decoded = decode(data);
    const wrong = !decoded.ok
      ? decoded.error.text
      : decoded.message.from !== bidder
        ? `it says it is from ${decoded.message.from}`
        : decoded.message.conversation !== this.#input.conversation
          ? 'it belongs to another conversation'
          : !fromParticipant.has(decoded.message.performative)
            ? `a participant does not send ${decoded.message.performative}`
            : undefined;
    if (wrong !== undefined || !decoded.ok) {
      const text = `${bidder} answered what cannot be read: ${wrong}`;
      invalidReport(this.#world, subject, data, text);
      this.#tell({ type: 'garbled', bidder, text });
      return;
    }
    const message = decoded.message as FromParticipant;
    this.#recording.because(message.id, () => this.#tell({ type: 'message', bidder, message }));
  }

  #record(event: ConversationEvent): void {
    this.events.push(event);
    this.#recording.event(event);
    if (event.type === 'awarded') this.#experience.awarded(event);
    if (event.type !== 'attempt-failed') return;
    this.#experience.failed(event);
    const { agent, instance, cause, text } = event;
    this.#world.log.info({ conversation: this.#input.conversation, agent, instance, cause }, text);
  }

  #settle(settlement: Settlement): void {
    this.#experience.settled(settlement);
    this.#recording.settled(settlement);
    const { attempts, bidders } = settlement.tried;
    const nobodyLate =
      attempts.every(({ ended }) => ended === 'done') && bidders.every(({ answer }) => answer !== 'none');
    if (nobodyLate) this.#closeChannels();
    else this.#lingering = this.#world.clock.setTimeout(() => this.#closeChannels(), lingerMs);
    this.events.end();
    this.#resolve(settlement);
  }

  #closeChannels(): void {
    this.#isOver = true;
    this.#world.clock.clearTimeout(this.#lingering);
    this.#world.open.delete(this);
    for (const channel of this.#channels.values()) channel.close();
    this.#channels.clear();
  }

  #cancelTimer(timer: string): void {
    const handle = this.#timers.get(timer);
    if (handle === undefined) return;
    this.#world.clock.clearTimeout(handle);
    this.#timers.delete(timer);
  }
}
