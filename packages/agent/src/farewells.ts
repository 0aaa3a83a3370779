// Channels of parts that have ended, kept open for a moment, so that the server can still say that nobody took what was
// sent last. All are closed by one timer.

import type { Channel, Clock } from '@parley/bus';

/** How long at least the server is given to say so: as long as a way over a network and back takes. */
const farewellMs = 20;

interface Farewell {
  readonly channel: Channel;
  /** Nothing was said. */
  readonly over: () => void;
}

export class Farewells {
  readonly #clock: Clock;
  #fresh: Farewell[] = [];
  #old: Farewell[] = [];
  #timer: unknown;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(channel: Channel, over: () => void): void {
    this.#fresh.push({ channel, over });
    this.#timer ??= this.#clock.setTimeout(() => this.#turn(), farewellMs);
  }

  close(): void {
    this.#clock.clearTimeout(this.#timer);
    this.#end(this.#old.splice(0));
    this.#end(this.#fresh.splice(0));
  }

  #turn(): void {
    this.#timer = undefined;
    this.#end(this.#old);
    this.#old = this.#fresh;
    this.#fresh = [];
    if (this.#old.length > 0) this.#timer = this.#clock.setTimeout(() => this.#turn(), farewellMs);
  }

  #end(farewells: readonly Farewell[]): void {
    for (const { channel, over } of farewells) {
      channel.close();
      over();
    }
  }
}
