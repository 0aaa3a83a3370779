// One participant under test: events go in by hand, every step is checked, and what it said is kept.

import type { MessageOf } from '@parley/protocol';
import {
  type BidResult,
  type ParticipantCommand,
  type ParticipantEnd,
  type ParticipantEvent,
  type ParticipantState,
  participantLogic,
  stepParticipant,
} from '../../src/index.ts';
import { message, onTheWire } from './messages.ts';
import { frozen, must } from './rules.ts';

/** What must hold of everything a participant does. It watches commands only. */
export class ParticipantRules {
  readonly timers = new Set<string>();
  held = 0;
  working = 0;
  performed = 0;
  end: ParticipantEnd | undefined;
  #sent = 0;

  see(event: ParticipantEvent, commands: readonly ParticipantCommand[]): void {
    if (event.type === 'timer') this.timers.delete(event.timer);
    for (const command of commands) this.#command(command);
    must(this.held >= 0 && this.held <= 1 && this.working >= 0 && this.working <= 1, 'one hold or one slot at most');
    if (this.end !== undefined) {
      must(this.timers.size === 0, `no timer is left after the end: ${[...this.timers]}`);
      must(this.held + this.working === 0, 'no slot is held after the end');
    }
  }

  #command(command: ParticipantCommand): void {
    switch (command.type) {
      case 'startTimer':
        must(Number.isFinite(command.ms) && command.ms >= 0, `timer ${command.timer} has ${command.ms} ms`);
        this.timers.add(command.timer);
        return;
      case 'cancelTimer':
        this.timers.delete(command.timer);
        return;
      case 'hold':
        this.held++;
        return;
      case 'release':
        this.held--;
        return;
      case 'occupy':
        this.working++;
        return;
      case 'vacate':
        this.working--;
        return;
      case 'perform':
        must(++this.performed === 1, 'an award is worked on once');
        return;
      case 'send':
        onTheWire(command.message, { id: command.id ?? `p${++this.#sent}`, from: 'a/1' });
        return;
      case 'end':
        must(this.end === undefined, `it ends once: ${this.end}, then ${command.end}`);
        this.end = command.end;
        return;
    }
  }
}

export const cfp = (id = 'cfp1'): MessageOf<'cfp'> =>
  message(
    'cfp',
    { capability: 'pay', intent: 'pay it', limits: { withinMs: 30_000 }, round: 1, path: [], hopsLeft: 4 },
    { id, withinMs: 250 },
  );

export const accept = (fence = 1, inReplyTo = 'bid1'): MessageOf<'accept-proposal'> =>
  message(
    'accept-proposal',
    { fence, context: { attempts: [] }, idempotencyKey: 'c1' },
    { id: `accept${fence}`, attempt: fence, inReplyTo },
  );

export const proposal: BidResult = {
  type: 'proposal',
  price: { amount: '1.00', currency: 'USD' },
  etaMs: 100,
  validForMs: 10_000,
  fit: { status: 'ok' },
  input: { amount: 50 },
};

export class Part {
  state: ParticipantState = frozen(participantLogic.getInitialSnapshot({} as never, undefined).context);
  readonly rules = new ParticipantRules();
  last: readonly ParticipantCommand[] = [];

  tell(event: ParticipantEvent): this {
    const { state, commands } = stepParticipant(this.state, frozen(event));
    this.rules.see(event, commands);
    this.state = frozen(state);
    this.last = commands;
    return this;
  }

  call = (remainingMs = 250, id = 'cfp1') => this.tell({ type: 'cfp', message: cfp(id), remainingMs });
  bid = (result: BidResult = proposal) => this.tell({ type: 'bid', result, messageId: 'bid1' });
  accept = (fence = 1, { remainingMs = 20_000, slotFree = true, inReplyTo = 'bid1' } = {}) =>
    this.tell({ type: 'accept', message: accept(fence, inReplyTo), remainingMs, slotFree });
  reject = (code: MessageOf<'reject-proposal'>['body']['code'], inReplyTo?: string) =>
    this.tell({
      type: 'reject',
      message: message('reject-proposal', { code }, inReplyTo === undefined ? {} : { inReplyTo }),
    });
  cancel = (attempt?: number) =>
    this.tell({
      type: 'cancel',
      message: message('cancel', { reason: 'enough' }, attempt === undefined ? {} : { attempt }),
    });
  done = (output: unknown = 'done') => this.tell({ type: 'performed', result: { type: 'output', output } });
  fail = (retryable = true) =>
    this.tell({ type: 'performed', result: { type: 'failure', code: 'broken', text: 'it broke', retryable } });
  timer = (timer: 'bid' | 'hold' | 'deadline') => this.tell({ type: 'timer', timer });
  stop = () => this.tell({ type: 'stop', reason: 'stopping' });
  callerGone = () => this.tell({ type: 'caller-gone' });

  static in(phase: 'idle' | 'considering' | 'holding' | 'working' | 'ended'): Part {
    const part = new Part();
    if (phase === 'idle') return part;
    part.call();
    if (phase === 'considering') return part;
    part.bid();
    if (phase === 'holding') return part;
    part.accept();
    return phase === 'working' ? part : part.done();
  }

  get phase() {
    return this.state.phase;
  }

  get end() {
    return this.rules.end;
  }

  /** What the last step sent: `performative code`. */
  get sent(): string[] {
    return this.last.flatMap((each) => {
      if (each.type !== 'send') return [];
      const { performative, body } = each.message;
      return [performative + ('code' in body ? ` ${body.code}` : '')];
    });
  }

  /** The kinds of the last step's commands, but for timers. */
  get did(): string[] {
    return this.last.map(({ type }) => type).filter((type) => type !== 'startTimer' && type !== 'cancelTimer');
  }
}
