// What may happen to a core message between publisher and handler: dropped, duplicated, delayed, reordered, as the
// bus's weak contract allows. The choices come from a seed, so that a failing run can be run again. Streams and
// buckets are not touched. It knows nothing of who sends what.

import type { Clock } from '../clock.ts';

/** Shares are from 0 to 1 and may be changed at any time. */
export interface MemoryFaults {
  drop?: number;
  duplicate?: number;
  /** Each delivery takes a time drawn from between these. */
  delayMs?: readonly [min: number, max: number];
  /** The share of deliveries that let up to four later ones pass. */
  reorder?: number;
  /** Where given, only messages on these subjects suffer. */
  match?: (subject: string) => boolean;
}

/** The longest that a reordered message waits for later ones to pass it. */
const heldMs = 20;
const passingMax = 4;

interface Held {
  remaining: number;
  readonly deliver: () => void;
}

/** Decides the fate of each delivery. Without faults deliveries are asynchronous and in the order of publishing. */
export class FaultyWay {
  readonly #faults: MemoryFaults;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #held = new Set<Held>();

  constructor(faults: MemoryFaults, clock: Clock, random: () => number) {
    this.#faults = faults;
    this.#clock = clock;
    this.#random = random;
  }

  send(subject: string, deliver: () => void): void {
    const { drop = 0, duplicate = 0, match } = this.#faults;
    if (match !== undefined && !match(subject)) {
      queueMicrotask(deliver);
      return;
    }
    if (this.#chance(drop)) return;
    this.#sendOnce(deliver);
    if (this.#chance(duplicate)) this.#sendOnce(deliver);
  }

  #sendOnce(deliver: () => void): void {
    const { delayMs, reorder = 0 } = this.#faults;
    if (delayMs !== undefined) {
      const [min, max] = delayMs;
      this.#clock.setTimeout(deliver, min + this.#random() * (max - min));
    } else if (this.#chance(reorder)) {
      this.#hold(deliver);
    } else {
      queueMicrotask(deliver);
      this.#passed();
    }
  }

  #hold(deliver: () => void): void {
    const held: Held = { remaining: 1 + Math.floor(this.#random() * passingMax), deliver };
    this.#held.add(held);
    this.#clock.setTimeout(() => this.#release(held), heldMs);
  }

  #passed(): void {
    for (const held of this.#held) {
      held.remaining -= 1;
      if (held.remaining <= 0) queueMicrotask(() => this.#release(held));
    }
  }

  #release(held: Held): void {
    if (this.#held.delete(held)) held.deliver();
  }

  /** Draws only where there is something to decide, so that a fault left out changes no other choice. */
  #chance(share: number): boolean {
    return share > 0 && this.#random() < share;
  }
}
