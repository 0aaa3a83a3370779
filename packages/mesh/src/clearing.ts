// Tasks of one caller that are open at the same time, awarded together: each conversation whose bids are in waits shortly for
// the others, and then all that wait are cleared at once. It knows no message; what an assignment is, contract-net says.

import type { Clock } from '@parley/bus';
import { assign, type OfferedBid } from '@parley/contract-net';
import { addressOf } from '@parley/protocol';

/** Whom a conversation gets, best first, and how many tasks were cleared together. */
export interface Cleared {
  readonly ranked: readonly string[];
  readonly together: number;
}

interface Waiting {
  readonly bids: readonly OfferedBid[];
  readonly resolve: (cleared: Cleared) => void;
}

/** Bounds the time that one assignment takes. */
const togetherMax = 256;

export class Clearing {
  readonly #clock: Clock;
  readonly #withinMs: number;
  /** Conversations whose bids are not in yet. */
  readonly #onTheWay = new Set<string>();
  readonly #waiting = new Map<string, Waiting>();
  #timer: unknown;

  /** @param withinMs how long the first that waits waits at most */
  constructor(clock: Clock, withinMs: number) {
    this.#clock = clock;
    this.#withinMs = withinMs;
  }

  /** A conversation that will have bids: those that wait, wait for it. */
  begin(conversation: string): void {
    this.#onTheWay.add(conversation);
  }

  /** Its bids are in. Resolves when it is cleared. */
  clear(conversation: string, bids: readonly OfferedBid[]): Promise<Cleared> {
    this.#onTheWay.delete(conversation);
    return new Promise((resolve) => {
      this.#waiting.set(conversation, { bids, resolve });
      this.#timer ??= this.#clock.setTimeout(() => this.#run(), this.#withinMs);
      this.#runIfComplete();
    });
  }

  /** It has ended, or needs no bids any more. */
  end(conversation: string): void {
    this.#waiting.delete(conversation);
    if (this.#onTheWay.delete(conversation)) this.#runIfComplete();
  }

  #runIfComplete(): void {
    if (this.#waiting.size >= togetherMax || (this.#onTheWay.size === 0 && this.#waiting.size > 0)) this.#run();
  }

  #run(): void {
    this.#clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    const tasks = [...this.#waiting];
    this.#waiting.clear();
    const assigned = assign(
      tasks.map(([task, { bids }]) => ({
        task,
        bids: bids.map((bid) => ({ bidder: nameOf(bid), score: bid.score ?? 0, freeSlots: bid.freeSlots ?? 1 })),
      })),
    );
    const given = new Set(assigned.values());
    for (const [task, { bids, resolve }] of tasks) {
      const own = assigned.get(task);
      // Who was given another task may still have a slot, and comes after those who were given none.
      const others = bids.map(nameOf).filter((each) => each !== own);
      const ranked = [...others.filter((each) => !given.has(each)), ...others.filter((each) => given.has(each))];
      resolve({ ranked: own === undefined ? ranked : [own, ...ranked], together: tasks.length });
    }
  }
}

function nameOf({ agent, instance }: OfferedBid): string {
  return addressOf(agent, instance);
}
