// Who gets a message: every subscription whose pattern fits, one member of each queue group, and the stream that keeps
// the subject. Who a message goes to is decided when it is published; it arrives later, by a way that may be faulty.

import { BusError } from '../errors.ts';
import type { BusMessage, Headers } from '../message.ts';
import { matchesPattern } from '../subject.ts';
import type { FaultyWay } from './faults.ts';
import type { StoredLog } from './stored-log.ts';

export interface Listener {
  readonly pattern: string;
  readonly queue: string | undefined;
  /** Whether its connection is up and it was not closed. */
  readonly open: () => boolean;
  readonly handle: (message: BusMessage) => void;
}

export class Router {
  readonly #way: FaultyWay;
  readonly #random: () => number;
  readonly #logOf: (subject: string) => StoredLog | undefined;
  readonly #listeners = new Set<Listener>();

  constructor(way: FaultyWay, random: () => number, logOf: (subject: string) => StoredLog | undefined) {
    this.#way = way;
    this.#random = random;
    this.#logOf = logOf;
  }

  add(listener: Listener): void {
    this.#listeners.add(listener);
  }

  remove(listener: Listener): void {
    this.#listeners.delete(listener);
  }

  /** Routes a message as a server does. Returns whether anybody, a stream included, takes it. */
  publish(message: BusMessage): boolean {
    const heard = this.tell(message);
    const log = this.#logOf(message.subject);
    if (log === undefined) return heard;
    const answer = storeAnswer(log, message);
    if (message.reply !== undefined) this.tell({ subject: message.reply, data: Buffer.from(JSON.stringify(answer)) });
    return true;
  }

  /** Routes a message to subscriptions alone. Returns whether there is one. */
  tell(message: BusMessage): boolean {
    const chosen = this.#choose(message.subject);
    for (const listener of chosen) {
      const { subject, data, reply, headers } = message;
      this.#way.send(subject, () => {
        if (!listener.open()) return;
        listener.handle(copy(subject, data, reply, headers));
      });
    }
    return chosen.length > 0;
  }

  #choose(subject: string): Listener[] {
    const alone: Listener[] = [];
    const groups = new Map<string, Listener[]>();
    for (const listener of this.#listeners) {
      if (!listener.open() || !matchesPattern(listener.pattern, subject)) continue;
      if (listener.queue === undefined) {
        alone.push(listener);
        continue;
      }
      const group = groups.get(listener.queue);
      if (group === undefined) groups.set(listener.queue, [listener]);
      else group.push(listener);
    }
    for (const members of groups.values()) {
      alone.push(members[Math.floor(this.#random() * members.length)] as Listener);
    }
    return alone;
  }
}

/** `data` belongs to the receiver, so each receiver gets its own. */
function copy(subject: string, data: Uint8Array, reply: string | undefined, headers: Headers | undefined): BusMessage {
  const own = { subject, data: data.slice() };
  return {
    ...own,
    ...(reply === undefined ? {} : { reply }),
    ...(headers === undefined ? {} : { headers: { ...headers } }),
  };
}

/** A plain publish to a stream's subject is kept too, and acknowledged where an answer is wanted. */
function storeAnswer(log: StoredLog, { subject, data, headers }: BusMessage): object {
  try {
    const seq = log.append(subject, data, headers === undefined ? {} : { headers });
    return { stream: log.layout.name, seq };
  } catch (error) {
    const description = error instanceof BusError ? error.message : String(error);
    return { error: { code: 503, err_code: 10077, description } };
  }
}
