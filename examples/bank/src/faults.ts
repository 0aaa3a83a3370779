/**
 * The bank's illnesses, set on demand so that a test can make the outside world slow, sick or rude. Pure state: it
 * counts down and says what happens next; who waits, fails or hangs up is the server's affair.
 */
import { BankError } from './errors.ts';

const delayMsMax = 60_000;
const countMax = 1_000_000;

export interface Faults {
  /** How long every charge waits before it is made. */
  delayMs: number;
  /** How long every charge waits after it is made, before it is answered. */
  answerDelayMs: number;
  /** How many of the next charges are refused with `failStatus` and not made. */
  failNext: number;
  /** An HTTP status from 400 to 599. */
  failStatus: number;
  /** How many of the next charges (or replays) are made and never answered: the connection closes. */
  dropAfterChargeNext: number;
}

export interface FaultSwitch {
  readonly current: Readonly<Faults>;
  /** Sets the given fields, keeps the others. Throws `BankError` `bad-request` and changes nothing. */
  set(change: unknown): void;
  reset(): void;
  /** Takes one failure off the count, where one is due. */
  takeFailure(): boolean;
  /** Takes one hang-up off the count, where one is due. */
  takeDrop(): boolean;
}

const healthy = { delayMs: 0, answerDelayMs: 0, failNext: 0, failStatus: 503, dropAfterChargeNext: 0 } satisfies Faults;

const ranges: Record<keyof Faults, readonly [least: number, most: number]> = {
  delayMs: [0, delayMsMax],
  answerDelayMs: [0, delayMsMax],
  failNext: [0, countMax],
  failStatus: [400, 599],
  dropAfterChargeNext: [0, countMax],
};

/** A switch that starts healthy, or with the given faults. */
export function createFaultSwitch(initial: Partial<Faults> = {}): FaultSwitch {
  let faults: Faults = { ...healthy, ...readFaults(initial) };
  return {
    get current() {
      return faults;
    },
    set(change) {
      faults = { ...faults, ...readFaults(change) };
    },
    reset() {
      faults = { ...healthy };
    },
    takeFailure() {
      if (faults.failNext === 0) return false;
      faults = { ...faults, failNext: faults.failNext - 1 };
      return true;
    },
    takeDrop() {
      if (faults.dropAfterChargeNext === 0) return false;
      faults = { ...faults, dropAfterChargeNext: faults.dropAfterChargeNext - 1 };
      return true;
    },
  };
}

function readFaults(change: unknown): Partial<Faults> {
  if (typeof change !== 'object' || change === null || Array.isArray(change)) {
    throw new BankError('bad-request', `faults must be a JSON object with some of ${Object.keys(ranges).join(', ')}`);
  }
  const read: Partial<Faults> = {};
  for (const [name, value] of Object.entries(change)) {
    if (!Object.hasOwn(ranges, name)) {
      throw new BankError('bad-request', `unknown fault ${name}: use ${Object.keys(ranges).join(', ')}`);
    }
    const [least, most] = ranges[name as keyof Faults];
    if (!Number.isInteger(value) || value < least || value > most) {
      throw new BankError('bad-request', `${name} must be a whole number from ${least} to ${most}`);
    }
    read[name as keyof Faults] = value;
  }
  return read;
}
