// After a reconnect, keys that were there may be missing from the list: the broker came back empty, and the living put
// back what they had, each as soon as it has reconnected itself. Until then the list is whole and yet does not say who
// is there. This remembers what is missing, until all of it is back, or known to be gone, or time is up.

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

  /** These keys were there before and are not in the list. */
  begin(keys: readonly string[]): void {
    for (const key of keys) this.#awaited.add(key);
    if (!this.active) return;
    this.#clock.clearTimeout(this.#timer);
    this.#timer = this.#clock.setTimeout(() => this.#end(), settleMs);
  }

  /** A key was put back, or is not waited for any more. */
  back(key: string): void {
    if (this.#awaited.delete(key) && !this.active) this.#end();
  }

  /** Keys with this prefix will not come back. */
  giveUp(prefix: string): void {
    for (const key of [...this.#awaited]) if (key.startsWith(prefix)) this.back(key);
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
