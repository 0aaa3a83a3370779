// The events of one conversation: kept from the first, so that whoever starts to iterate late misses nothing, and
// ended by the settlement.

/** An append-only list that any number of readers may follow from its beginning. */
export class EventLog<Event> implements AsyncIterable<Event> {
  readonly #events: Event[] = [];
  #ended = false;
  #waiting: (() => void)[] = [];

  push(event: Event): void {
    this.#events.push(event);
    this.#wake();
  }

  end(): void {
    this.#ended = true;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncIterator<Event> {
    for (let next = 0; ; ) {
      while (next < this.#events.length) yield this.#events[next++]!;
      if (this.#ended) return;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  #wake(): void {
    const waiting = this.#waiting;
    if (waiting.length === 0) return;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
