// Time and a network that exist only in a test: nothing happens but what the plan's seed says, in the order of
// simulated milliseconds. Messages may be lost, doubled, delayed past each other and damaged.

import { must } from './rules.ts';

/** Numbers in [0, 1), the same for the same seed (Mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Due {
  readonly atMs: number;
  readonly order: number;
  readonly run: () => void;
}

/** What is due, soonest first. */
export class Time {
  nowMs = 0;
  #due: Due[] = [];
  #order = 0;

  after(ms: number, run: () => void): Due {
    const due = { atMs: this.nowMs + ms, order: this.#order++, run };
    const later = this.#due.findIndex((each) => each.atMs > due.atMs);
    if (later === -1) this.#due.push(due);
    else this.#due.splice(later, 0, due);
    return due;
  }

  cancel(due: Due): void {
    this.#due = this.#due.filter((each) => each !== due);
  }

  /** Until nothing is due; more than `stepsMax` is a storm. */
  runOut(stepsMax: number): void {
    for (let steps = 0; this.#due.length > 0; steps++) {
      must(steps < stepsMax, `it is quiet after ${stepsMax} steps`);
      const next = this.#due.shift()!;
      this.nowMs = next.atMs;
      next.run();
    }
  }
}

/** Timers by name, as the runtimes keep them. */
export class Timers {
  readonly #time: Time;
  readonly #running = new Map<string, Due>();

  constructor(time: Time) {
    this.#time = time;
  }

  start(name: string, ms: number, run: () => void): void {
    this.cancel(name);
    const fire = () => {
      this.#running.delete(name);
      run();
    };
    this.#running.set(name, this.#time.after(ms, fire));
  }

  cancel(name: string): void {
    const due = this.#running.get(name);
    if (due !== undefined) this.#time.cancel(due);
    this.#running.delete(name);
  }

  cancelAll(): void {
    for (const name of [...this.#running.keys()]) this.cancel(name);
  }
}

/** How bad the network is: probabilities, and the longest way. */
export interface Faults {
  readonly drop: number;
  readonly duplicate: number;
  readonly damage: number;
  readonly delayMaxMs: number;
}

export class Network {
  sent = 0;
  readonly #time: Time;
  readonly #faults: Faults;
  readonly #random: () => number;

  constructor(time: Time, faults: Faults, random: () => number) {
    this.#time = time;
    this.#faults = faults;
    this.#random = random;
  }

  send(bytes: Uint8Array, deliver: (bytes: Uint8Array) => void): void {
    this.sent++;
    const { drop, duplicate, damage, delayMaxMs } = this.#faults;
    const copies = this.#random() < drop ? 0 : this.#random() < duplicate ? 2 : 1;
    for (let copy = 0; copy < copies; copy++) {
      const arrived = this.#random() < damage ? bytes.slice(0, bytes.length - 1) : bytes;
      this.#time.after(Math.floor(this.#random() * delayMaxMs), () => deliver(arrived));
    }
  }
}
