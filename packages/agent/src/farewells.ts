// Channels of parts that have ended, kept open for a moment, so that the server can still say that nobody took what was
// sent last. All are closed by one timer.

import type { Channel, Clock } from '@parley/bus';

/** How long the server is given to say that nobody took a result. */
const farewellMs = 50;

export class Farewells {
  readonly #clock: Clock;
  #fresh: Channel[] = [];
  #old: Channel[] = [];
  #timer: unknown;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(channel: Channel): void {
    this.#fresh.push(channel);
    this.#timer ??= this.#clock.setTimeout(() => this.#turn(), farewellMs);
  }

  close(): void {
    this.#clock.clearTimeout(this.#timer);
    for (const channel of [...this.#old.splice(0), ...this.#fresh.splice(0)]) channel.close();
  }

  #turn(): void {
    this.#timer = undefined;
    for (const channel of this.#old) channel.close();
    this.#old = this.#fresh;
    this.#fresh = [];
    if (this.#old.length > 0) this.#timer = this.#clock.setTimeout(() => this.#turn(), farewellMs);
  }
}
