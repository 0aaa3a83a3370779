// The mailbox: a bound on what an instance has taken in and not answered yet. A full agent answers at once, it never
// queues without bound.

export class Mailbox {
  readonly capacity: number;
  #taken = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  get taken(): number {
    return this.#taken;
  }

  /** Takes a place; false where none is left. */
  take(): boolean {
    if (this.#taken >= this.capacity) return false;
    this.#taken++;
    return true;
  }

  give(): void {
    this.#taken--;
  }
}
