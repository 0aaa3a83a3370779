// After a broker came back empty, everything known is gone from it, and the living put it back within moments. In that
// time the list is whole and yet says nothing. This remembers what was there, until all of it is back or time is up.

import type { Clock } from '@parley/bus';

/** Long enough for every client to have reconnected. */
const settleMs = 5_000;

export class Settling {
  readonly #clock: Clock;
  readonly #onEnd: () => void;
  #awaited = new Set<string>();
  #timer: unknown;

  constructor(clock: Clock, onEnd: () => void) {
    this.#clock = clock;
    this.#onEnd = onEnd;
  }

  get active(): boolean {
    return this.#awaited.size > 0;
  }

  /** An empty list came where these keys had been. */
  begin(keys: readonly string[]): void {
    for (const key of keys) this.#awaited.add(key);
    if (!this.active) return;
    this.#clock.clearTimeout(this.#timer);
    this.#timer = this.#clock.setTimeout(() => this.#end(), settleMs);
  }

  /** A key was put back. */
  back(key: string): void {
    if (this.#awaited.delete(key) && !this.active) this.#end();
  }

  close(): void {
    this.#clock.clearTimeout(this.#timer);
    this.#awaited.clear();
  }

  #end(): void {
    this.close();
    this.#onEnd();
  }
}
