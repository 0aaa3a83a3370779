// The caller's runtime: runs one initiator. It turns what the bus brings into events for the logic and runs the
// logic's commands: this file is all that happens between the two. It decides nothing itself.

import {
  type AskCaller,
  type CallBidders,
  type ConversationEvent,
  Driver,
  type InitiatorCommand,
  type InitiatorEvent,
  type InitiatorInput,
  type InitiatorState,
  initiatorLogic,
  type OfferedBid,
  type SendToBidder,
  type Settlement,
  type Unstamped,
  type VerifyResult,
} from '@parley/contract-net';
import { addressOf, type Down, encode, type Message, messageOf, partsOfAddress } from '@parley/protocol';
import { BidderChannels } from './bidder-channels.ts';
import { cfpOf } from './calling.ts';
import type { ConversationParts } from './conversation-parts.ts';
import { EventLog } from './event-log.ts';
import { Experience } from './experience.ts';
import { OtherVersions } from './other-versions.ts';
import { answerBy } from './questions.ts';
import { Recording } from './recording.ts';
import { findCandidates, type Sought } from './shortlisting.ts';
import { verdictOn } from './verification.ts';
import type { World } from './world.ts';

/** How long late answers are still heard and answered where somebody may still send one. */
const lingerMs = 2_000;

/** One conversation, from the intent to its settlement. */
export class Conversation {
  readonly events = new EventLog<ConversationEvent>();
  readonly settled: Promise<Settlement>;
  readonly #world: World;
  readonly #sought: Sought;
  readonly #input: InitiatorInput;
  readonly #parts: ConversationParts;
  readonly #startedAtMs: number;
  readonly #initiator: Driver<InitiatorState, InitiatorEvent, InitiatorCommand, InitiatorInput>;
  readonly #channels: BidderChannels;
  readonly #timers = new Map<string, unknown>();
  readonly #headers: Readonly<Record<string, string>>;
  #resolve!: (settlement: Settlement) => void;
  readonly #recording: Recording;
  readonly #isNoted: boolean;
  readonly #experience: Experience;
  readonly #versions: OtherVersions;
  /** Those that were asked, by their ids. */
  readonly #questions = new Map<string, string>();
  #lingering: unknown;
  #isOver = false;

  constructor(world: World, sought: Sought, input: InitiatorInput, parts: ConversationParts = {}) {
    const { notes = world.recorder } = parts;
    this.#world = world;
    this.#sought = sought;
    this.#input = input;
    this.#parts = parts;
    this.#startedAtMs = world.clock.now();
    this.#experience = new Experience(world);
    this.#versions = new OtherVersions(world, sought.capability);
    this.#channels = new BidderChannels(world, input.conversation, {
      message: (bidder, message) =>
        this.#recording.because(message.id, () => this.#tell({ type: 'message', bidder, message })),
      garbled: (bidder, text) => this.#tell({ type: 'garbled', bidder, text }),
      noResponders: (bidder) => this.#tell({ type: 'no-responders', bidder }),
    });
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
    const { above, contract } = this.#parts;
    this.#recording.asked(this.#input, this.#sought, { parent: above?.conversation, by: this.#world.name, contract });
    this.#tell({ type: 'start' });
  }

  cancel(reason: string): void {
    this.#tell({ type: 'cancel', reason });
  }

  /** False where no question of this id was asked. */
  answer(query: string, value: unknown): boolean {
    const question = this.#questions.get(query);
    if (question === undefined) return false;
    this.#questions.delete(query);
    this.#tell({ type: 'answered', query, question, value });
    return true;
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
      case 'choose':
        void this.#choose(command.bids);
        return;
      case 'revise':
        void this.#revise(command.bids, command.round);
        return;
      case 'verify':
        void this.#verify(command);
        return;
      case 'ask-caller':
        void this.#askCaller(command);
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
      above: agentsIn(this.#parts.above?.path ?? []),
      seed: this.#input.task,
      nameMissed: this.#isNoted,
    }).catch((thrown) => ({
      type: 'unavailable' as const,
      text: `The mesh cannot be searched: ${messageOf(thrown)}`,
    }));
    if (result.type === 'candidates') this.#versions.note(result.candidates);
    this.#tell({ type: 'shortlisted', result });
  }

  async #choose(bids: readonly OfferedBid[]): Promise<void> {
    try {
      this.#tell({ type: 'chosen', ...(await this.#parts.choose!(bids)) });
    } catch (thrown) {
      this.#tell({ type: 'chosen', ranked: [], text: `the choice failed: ${messageOf(thrown)}` });
    }
  }

  async #revise(bids: readonly OfferedBid[], round: number): Promise<void> {
    const terms = await this.#parts.revise?.(bids, round);
    this.#tell({ type: 'revised', ...(terms === undefined ? {} : { terms }) });
  }

  async #verify(result: VerifyResult): Promise<void> {
    const { checks = [] } = this.#parts;
    const about = { intent: this.#sought.text, input: this.#input.input, versions: this.#versions };
    this.#tell({ type: 'verified', attempt: result.attempt, verdict: await verdictOn(result, checks, about) });
  }

  async #askCaller(asked: AskCaller): Promise<void> {
    this.#questions.set(asked.query, asked.question);
    const given = await answerBy(this.#parts.questions ?? 'refuse', asked);
    if (given !== undefined) this.#tell({ type: 'answered', ...given });
  }

  // One message a capability, sent to each of its bidders with a reply channel of its own.
  #call(call: CallBidders): void {
    const cfp = cfpOf(this.#sought, this.#input, this.#parts, call);
    const byCapability = new Map<string, Uint8Array>();
    for (const candidate of call.bidders) {
      const to = addressOf(candidate.agent, candidate.instance);
      const inputSchema = this.#versions.inputSchemaFor(candidate);
      const inReplyTo = call.revision?.of[to];
      const key = `${candidate.capability} ${inputSchema === undefined} ${inReplyTo ?? ''}`;
      let bytes = byCapability.get(key);
      if (bytes === undefined) {
        bytes = this.#encode({
          performative: 'cfp',
          withinMs: call.windowMs,
          ...(inReplyTo === undefined ? {} : { inReplyTo }),
          body: { ...cfp, capability: candidate.capability, ...(inputSchema === undefined ? {} : { inputSchema }) },
        });
        if (bytes === undefined) return;
        byCapability.set(key, bytes);
      }
      this.#publish('cfp', to, bytes);
    }
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
      const reply = this.#channels.subjectFor(to);
      // Only what begins something has a trace to hand on; a header costs the server more than the message.
      const begins = act === 'cfp' || act === 'accept-proposal';
      bus.publish(subjects.act(act, agent, instance), bytes, begins ? { reply, headers: this.#headers } : { reply });
    } catch (thrown) {
      this.#world.log.warn({ conversation: this.#input.conversation, to, act, err: thrown }, 'not sent');
    }
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
    this.#experience.settled(settlement, this.#parts.contract !== undefined);
    this.#recording.settled(settlement);
    const { attempts, bidders } = settlement.tried;
    const nobodyLate =
      attempts.every(({ ended }) => ended === 'done') && bidders.every(({ answer }) => answer !== 'none');
    if (nobodyLate) this.#closeChannels();
    else this.#lingering = this.#world.clock.setTimeout(() => this.#closeChannels(), lingerMs);
    this.events.end();
    if (this.#versions.concerns(settlement)) void this.#versions.adapted(settlement).then(this.#resolve);
    else this.#resolve(settlement);
  }

  #closeChannels(): void {
    this.#isOver = true;
    this.#world.clock.clearTimeout(this.#lingering);
    this.#world.open.delete(this);
    this.#channels.close();
  }

  #cancelTimer(timer: string): void {
    const handle = this.#timers.get(timer);
    if (handle === undefined) return;
    this.#world.clock.clearTimeout(handle);
    this.#timers.delete(timer);
  }
}

function agentsIn(path: readonly string[]): readonly string[] {
  return path.map((each) => partsOfAddress(each).agent);
}
