/**
 * The book: every charge that was made, and every charge that was asked for. Its one rule: one idempotency key, one
 * charge. `charge` is synchronous, so two requests with one key can never both find the key free. With a file, each
 * entry is one JSON line, appended before the charge is answered, and a restarted bank remembers its keys. Knows
 * nothing of HTTP.
 */
import { randomUUID } from 'node:crypto';
import type { Charge, ChargeRequest } from './charge.ts';
import type { ChargeOrder } from './charge-order.ts';
import { sameOrder } from './charge-order.ts';
import { BankError } from './errors.ts';
import { openJournal } from './journal.ts';

export interface Book {
  readonly charges: readonly Charge[];
  readonly requests: readonly ChargeRequest[];
  /** Makes the charge, or finds the one made with this key. Throws `BankError` `key-reused` for another order under a used key. */
  charge(order: ChargeOrder, key: string | null): { charge: Charge; replayed: boolean };
  /** Notes that a charge is asked for, before anything is known of it. */
  asked(key: string | null, body: unknown): ChargeRequest;
  /** Notes what came of it. */
  answered(request: ChargeRequest, outcome: { status: number | null; answer: unknown; dropped: boolean }): void;
}

/** An empty book, or the one kept in `file`. Throws `BankError` `book-unreadable`. */
export function openBook(file?: string): Book {
  const charges: Charge[] = [];
  const requests: ChargeRequest[] = [];
  const byKey = new Map<string, Charge>();
  const journal = file === undefined ? undefined : openJournal(file);

  function keep(charge: Charge): void {
    charges.push(charge);
    if (charge.key !== null) byKey.set(charge.key, charge);
  }

  for (const line of journal?.lines ?? []) {
    if (line.entry === 'charge') keep(line.charge);
    else requests.push(line.request);
  }

  return {
    charges,
    requests,
    charge(order, key) {
      const earlier = key === null ? undefined : byKey.get(key);
      if (earlier !== undefined) {
        if (!sameOrder(order, earlier)) throw keyReused(earlier);
        return { charge: earlier, replayed: true };
      }
      const charge: Charge = { id: `ch_${randomUUID()}`, ...order, key, at: new Date().toISOString() };
      journal?.append({ entry: 'charge', charge });
      keep(charge);
      return { charge, replayed: false };
    },
    asked(key, body) {
      const at = new Date().toISOString();
      const number = (requests.at(-1)?.number ?? 0) + 1;
      const request: ChargeRequest = { number, key, at, body, status: null, answer: null, dropped: false };
      requests.push(request);
      return request;
    },
    answered(request, outcome) {
      Object.assign(request, outcome);
      journal?.append({ entry: 'request', request });
    },
  };
}

function keyReused(earlier: Charge): BankError {
  const reason = `this Idempotency-Key was used for ${earlier.amount} ${earlier.currency}: send a new key for another charge`;
  return new BankError('key-reused', reason, { status: 422 });
}
