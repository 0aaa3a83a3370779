// What must hold of everything an initiator does, whatever happens to it. It watches commands only: it trusts no state.

import { limits } from '@parley/protocol';
import type { InitiatorCommand, InitiatorEvent, Settlement } from '../../src/index.ts';
import { onTheWire } from './messages.ts';

/** Watches one initiator; throws at the first thing it may not do. */
export class InitiatorRules {
  readonly timers = new Map<string, number>();
  readonly called = new Map<string, number>();
  /** Bidders that have been called and neither told nor have said how it ended. */
  readonly untold = new Set<string>();
  readonly awards: { attempt: number; to: string }[] = [];
  settlement: Settlement | undefined;
  calls = 0;
  sent = 0;
  #settledRecords = 0;

  /** One transition: the event and the commands it led to. */
  see(event: InitiatorEvent, commands: readonly InitiatorCommand[]): void {
    if (event.type === 'timer') this.timers.delete(event.timer);
    this.#heard(event);
    for (const command of commands) this.#command(command);
    if (this.settlement !== undefined) {
      must(this.timers.size === 0, `no timer is left after the settlement: ${[...this.timers.keys()]}`);
      must(this.untold.size === 0, `every called bidder is told: not ${[...this.untold]}`);
      must(this.#settledRecords === 1, 'the settlement is recorded once');
    } else if (this.calls > 0) {
      must(this.timers.has('deadline'), 'while it is open it has a deadline');
    }
  }

  // A bidder that ends by itself needs no word.
  #heard(event: InitiatorEvent): void {
    if (event.type === 'down') this.untold.delete(`${event.down.agent}/${event.down.instance}`);
    if (event.type === 'no-responders') this.untold.delete(event.bidder);
    if (event.type !== 'message') return;
    const { performative } = event.message;
    const ends = performative === 'refuse' || performative === 'not-understood' || performative === 'failure';
    if (ends || performative === 'inform-result') this.untold.delete(event.bidder);
  }

  #command(command: InitiatorCommand): void {
    const settled = this.settlement !== undefined;
    switch (command.type) {
      case 'startTimer':
        must(!settled, 'no timer starts after the settlement');
        must(Number.isFinite(command.ms) && command.ms >= 0, `timer ${command.timer} has ${command.ms} ms`);
        this.timers.set(command.timer, command.ms);
        return;
      case 'cancelTimer':
        this.timers.delete(command.timer);
        return;
      case 'shortlist':
        must(!settled, 'nobody is sought after the settlement');
        must(command.round >= 1 && command.round <= limits.roundsMax, `round ${command.round}`);
        return;
      case 'call':
        return this.#call(command, settled);
      case 'send':
        return this.#send(command);
      case 'record':
        if (command.event.type === 'settled') this.#settledRecords++;
        return;
      case 'settle':
        must(!settled, 'there is one settlement');
        this.settlement = command.settlement;
        return;
    }
  }

  #call(command: Extract<InitiatorCommand, { type: 'call' }>, settled: boolean): void {
    must(!settled, 'nobody is called after the settlement');
    must(command.bidders.length > 0, 'a call has bidders');
    must(command.windowMs >= 0 && command.remainingMs >= 0, 'a call has time');
    this.calls++;
    for (const { agent, instance } of command.bidders) {
      this.called.set(`${agent}/${instance}`, command.round);
      this.untold.add(`${agent}/${instance}`);
    }
  }

  #send({ to, message }: Extract<InitiatorCommand, { type: 'send' }>): void {
    must(this.called.has(to), `${to} was called before`);
    onTheWire(message, { id: `i${++this.sent}`, from: 'client/1' });
    if (message.performative === 'answer') return;
    if (message.performative !== 'accept-proposal') {
      this.untold.delete(to);
      return;
    }
    must(this.settlement === undefined, 'nothing is awarded after the settlement');
    const attempt = message.body.fence;
    must(message.attempt === attempt, 'an award carries its fence as the attempt');
    must(attempt === this.awards.length + 1, `attempt ${attempt} follows ${this.awards.length}`);
    must(
      this.awards.every((each) => each.to !== to),
      `${to} gets the same task once`,
    );
    this.awards.push({ attempt, to });
    this.untold.add(to);
  }
}

export function must(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(`Broken rule: ${what}`);
}

/** The value, frozen in its depth, so that a change in place throws. */
export function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const each of Object.values(value)) frozen(each);
  }
  return value;
}
