// Slots: how many tasks an instance works on at a time. A bid holds one softly, which only counts it; an award takes
// one or is refused. So nothing is promised twice and nothing lies idle for a bid that never comes back.

export class Slots {
  readonly total: number;
  #working = 0;
  #held = 0;
  #bids = 0;
  #awards = 0;
  #failures = 0;
  readonly #onChange: () => void;

  constructor(total: number, onChange: () => void) {
    this.total = total;
    this.#onChange = onChange;
  }

  get working(): number {
    return this.#working;
  }

  get held(): number {
    return this.#held;
  }

  /** Since the start: bids that were made, awards that were taken, and of those the ones that failed. */
  get counts(): { readonly bids: number; readonly awards: number; readonly failures: number } {
    return { bids: this.#bids, awards: this.#awards, failures: this.#failures };
  }

  get free(): number {
    return this.total - this.#working;
  }

  hold(): void {
    this.#held++;
    this.#bids++;
  }

  release(): void {
    this.#held--;
  }

  /** Call only where `free` is above 0. */
  occupy(): void {
    this.#working++;
    this.#awards++;
    this.#onChange();
  }

  /** What was occupied came to nothing, and not because its caller wanted that. */
  failed(): void {
    this.#failures++;
  }

  vacate(): void {
    this.#working--;
    this.#onChange();
  }
}
