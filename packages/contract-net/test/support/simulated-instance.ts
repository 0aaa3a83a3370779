// An agent's instance in the simulated world: the runtime around the participant, as small as it can be. One
// participant a call; a later round replaces an earlier one, unless that one works already.

import { decode, encode, type Message, type MessageOf } from '@parley/protocol';
import {
  type BidResult,
  type ParticipantCommand,
  type ParticipantEvent,
  type ParticipantState,
  participantLogic,
  type stepParticipant,
} from '../../src/index.ts';
import { message } from './messages.ts';
import { ParticipantRules } from './part.ts';
import type { InstancePlan } from './plan.ts';
import { must } from './rules.ts';
import { type Time, Timers } from './simulated.ts';

export interface InstanceWorld {
  readonly time: Time;
  readonly step: typeof stepParticipant;
  /** To the caller. */
  send(bytes: Uint8Array): void;
  /** Whether the caller still listens. */
  callerLives(): boolean;
  worked(attempt: number, key: string): void;
}

interface Part {
  readonly cfp: MessageOf<'cfp'>;
  readonly rules: ParticipantRules;
  readonly timers: Timers;
  state: ParticipantState;
}

export class SimulatedInstance {
  readonly key: string;
  readonly plan: InstancePlan;
  readonly parts: Part[] = [];
  alive = true;
  held = 0;
  working = 0;
  readonly #world: InstanceWorld;
  #ids = 0;

  constructor(key: string, plan: InstancePlan, world: InstanceWorld) {
    this.key = key;
    this.plan = plan;
    this.#world = world;
    if (plan.ends.how !== 'never') world.time.after(plan.ends.atMs, () => this.#end(plan.ends.how === 'stop'));
  }

  #end(inOrder: boolean): void {
    if (inOrder) for (const part of this.parts) this.#tell(part, { type: 'stop', reason: 'drained' });
    for (const { timers } of this.parts) timers.cancelAll();
    this.alive = false;
  }

  received(bytes: Uint8Array): void {
    const decoded = decode(bytes);
    if (!decoded.ok) {
      const { code, text } = decoded.error;
      return this.#send({ performative: 'not-understood', body: { code, text } });
    }
    const received = decoded.message;
    const part = this.parts.at(-1);
    const remainingMs = received.withinMs ?? 0;
    if (received.performative === 'cfp') return this.#called(received, remainingMs);
    if (part === undefined) {
      if (received.performative !== 'accept-proposal') return;
      return this.#send({ performative: 'refuse', body: { code: 'unknown-proposal', text: 'no call was read here' } });
    }
    if (received.performative === 'accept-proposal') {
      const slotFree = this.working < this.plan.slots;
      this.#tell(part, { type: 'accept', message: received, remainingMs, slotFree });
    } else if (received.performative === 'reject-proposal') this.#tell(part, { type: 'reject', message: received });
    else if (received.performative === 'cancel') this.#tell(part, { type: 'cancel', message: received });
  }

  #called(cfp: MessageOf<'cfp'>, remainingMs: number): void {
    const before = this.parts.at(-1);
    if (before?.cfp.id === cfp.id) return;
    if (before !== undefined && (before.state.phase === 'working' || before.cfp.body.round >= cfp.body.round)) {
      return this.#send({ performative: 'refuse', body: { code: 'duplicate', text: 'called already' } });
    }
    if (before !== undefined) {
      this.#tell(before, { type: 'reject', message: message('reject-proposal', { code: 'expired' }) });
    }
    const state = participantLogic.getInitialSnapshot({} as never, undefined).context;
    const part = { cfp, rules: new ParticipantRules(), timers: new Timers(this.#world.time), state };
    this.parts.push(part);
    this.#tell(part, { type: 'cfp', message: cfp, remainingMs });
  }

  #tell(part: Part, event: ParticipantEvent): void {
    if (!this.alive) return;
    const { state, commands } = this.#world.step(part.state, event);
    part.state = state;
    part.rules.see(event, commands);
    for (const command of commands) this.#run(part, command);
  }

  #run(part: Part, command: ParticipantCommand): void {
    const { time } = this.#world;
    const { plan } = this;
    switch (command.type) {
      case 'bid': {
        if (plan.bid === 'never') return;
        const bid = { type: 'bid', result: bidOf(plan), messageId: this.#nextId() } as const;
        return void time.after(plan.bidMs, () => this.#tell(part, bid));
      }
      case 'hold':
        return this.#count(1, 0);
      case 'release':
        return this.#count(-1, 0);
      case 'occupy':
        return this.#count(0, 1);
      case 'vacate':
        return this.#count(0, -1);
      case 'perform':
        return this.#perform(part, command.accept.body.fence);
      case 'startTimer':
        return part.timers.start(command.timer, command.ms, () =>
          this.#tell(part, { type: 'timer', timer: command.timer }),
        );
      case 'cancelTimer':
        return part.timers.cancel(command.timer);
      case 'send':
        this.#send(command.message, command.id);
        if (command.message.performative === 'inform-progress' && !this.#world.callerLives()) {
          time.after(1, () => this.#tell(part, { type: 'caller-gone' }));
        }
        return;
      case 'abort':
      case 'end':
        return;
    }
  }

  #perform(part: Part, attempt: number): void {
    const { time } = this.#world;
    const { work, workMs, progressEveryMs } = this.plan;
    this.#world.worked(attempt, this.key);
    for (let atMs = progressEveryMs; atMs < workMs; atMs += progressEveryMs) {
      time.after(atMs, () => this.#tell(part, { type: 'progress', share: atMs / workMs, partial: { upTo: atMs } }));
    }
    if (work === 'never') return;
    const result =
      work === 'output'
        ? ({ type: 'output', output: { by: this.key, attempt } } as const)
        : ({ type: 'failure', code: 'broken', text: 'it broke', retryable: work === 'failure' } as const);
    time.after(workMs, () => this.#tell(part, { type: 'performed', result }));
  }

  #count(held: number, working: number): void {
    this.held += held;
    this.working += working;
    must(this.held >= 0 && this.working >= 0, `${this.key} gives back no slot that it did not take`);
    must(this.working <= this.plan.slots, `${this.key} takes no slot that it has not`);
  }

  #send(part: object, id = this.#nextId()): void {
    this.#world.send(encode({ v: 1, id, conversation: 'c1', from: this.key, ...part } as unknown as Message));
  }

  #nextId(): string {
    return `${this.key.replace('/', '-')}-${++this.#ids}`;
  }
}

function bidOf({ bid, cents, etaMs, validForMs }: InstancePlan): BidResult {
  if (bid === 'refuse') return { type: 'refusal', code: 'declined', text: 'not today' };
  if (bid === 'missing')
    return { type: 'missing', text: 'needs more', schema: { type: 'object' }, missing: ['amount'] };
  const price = { amount: (cents / 100).toFixed(2), currency: 'USD' };
  return { type: 'proposal', price, etaMs, validForMs, fit: { status: 'ok' }, input: {} };
}
