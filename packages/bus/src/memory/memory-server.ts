// The broker's insides, as connections see them: the streams it keeps, whether it runs, where its randomness comes from.
// What a user of it may do is memory-broker.ts's part.

import { type Clock, systemClock } from '../clock.ts';
import { checkSameLayout, type StreamLayout } from '../layout.ts';
import { matchesPattern } from '../subject.ts';
import { FaultyWay, type MemoryFaults } from './faults.ts';
import { Router } from './router.ts';
import { seededHex, seededRandom } from './seeded-random.ts';
import { StoredLog } from './stored-log.ts';

export interface MemoryBrokerOptions {
  readonly clock?: Clock;
  /** Every choice comes from it: faults, the member of a queue group, the tokens of reply subjects. Default 1. */
  readonly seed?: number;
  readonly faults?: MemoryFaults;
  readonly maxPayloadBytes?: number;
}

/** What the broker tells a connection of itself. */
export interface MemoryConnection {
  /** The broker went away. */
  lost(): void;
  /** The broker came back. */
  found(): void;
}

/** Where a simulated clock's zero lies: 1 January 2026. */
const simulatedEpochMs = 1_767_225_600_000;

export class MemoryServer {
  readonly faults: MemoryFaults;
  readonly clock: Clock;
  readonly maxPayloadBytes: number;
  readonly router: Router;
  readonly connections = new Set<MemoryConnection>();
  readonly #random: () => number;
  readonly #logs = new Map<string, StoredLog>();
  readonly #epochMs: number;
  #running = true;

  constructor(options: MemoryBrokerOptions) {
    this.faults = { ...options.faults };
    this.clock = options.clock ?? systemClock;
    this.maxPayloadBytes = options.maxPayloadBytes ?? 1_048_576;
    this.#epochMs = this.clock === systemClock ? performance.timeOrigin : simulatedEpochMs;
    this.#random = seededRandom(options.seed ?? 1);
    const way = new FaultyWay(this.faults, this.clock, this.#random);
    this.router = new Router(way, this.#random, (subject) => this.logOf(subject));
  }

  get running(): boolean {
    return this.#running;
  }

  randomHex(bytes: number): string {
    return seededHex(this.#random, bytes);
  }

  /** Milliseconds since 1970 by the broker's clock. */
  epochNowMs(): number {
    return this.#epochMs + this.clock.now();
  }

  /** The stream of that layout, made where it is not there. @throws BusError `conflicting-configuration` */
  open(layout: StreamLayout): StoredLog {
    const found = this.#logs.get(layout.name);
    if (found !== undefined) {
      checkSameLayout(layout, found.layout);
      return found;
    }
    const made = new StoredLog(layout, this.clock, this.#epochMs);
    this.#logs.set(layout.name, made);
    return made;
  }

  logOf(subject: string): StoredLog | undefined {
    for (const log of this.#logs.values()) {
      if (log.layout.subjects.some((pattern) => matchesPattern(pattern, subject))) return log;
    }
    return undefined;
  }

  stop(): void {
    if (!this.#running) return;
    this.#running = false;
    for (const bus of [...this.connections]) bus.lost();
  }

  restart(empty: boolean): void {
    this.stop();
    for (const [name, { layout }] of this.#logs) {
      if (empty || layout.storage === 'memory') this.#logs.delete(name);
    }
    this.#running = true;
    for (const bus of [...this.connections]) bus.found();
  }
}
