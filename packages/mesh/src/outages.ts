// When this client was without its broker: what was said then was said to nobody, so silence teaches nothing about the
// silent one.

import type { Bus, Clock } from '@parley/bus';

/** The others may still be on their way back to the broker when this client is: as long as supervisors excuse them. */
const returnMs = 2_000;

export class Outages {
  readonly #bus: Bus;
  readonly #status: { close(): void };
  #overAtMs = Number.NEGATIVE_INFINITY;

  constructor(bus: Bus, clock: Clock) {
    this.#bus = bus;
    this.#status = bus.onStatus(({ type }) => {
      if (type === 'reconnected') this.#overAtMs = clock.now() + returnMs;
    });
  }

  /** Whether something that began at `sinceMs` by the mesh's clock, and is going on, met an outage. */
  met(sinceMs: number): boolean {
    return !this.#bus.connected || sinceMs < this.#overAtMs;
  }

  close(): void {
    this.#status.close();
  }
}
