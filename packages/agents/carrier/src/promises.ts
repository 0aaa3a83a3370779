// What was promised in bids, by conversation: an award may find the trucks taken meanwhile, and must not come to later trucks
// than those it was given for. Only so many are remembered, the latest.

const rememberedMax = 1_000;

export class Promises {
  readonly #arrivals = new Map<string, number>();

  /** @param arriveAtMs milliseconds since 1970 */
  give(conversation: string, arriveAtMs: number): void {
    this.#arrivals.delete(conversation);
    this.#arrivals.set(conversation, arriveAtMs);
    const [oldest] = this.#arrivals.keys();
    if (this.#arrivals.size > rememberedMax && oldest !== undefined) this.#arrivals.delete(oldest);
  }

  /** Whether an arrival at that time keeps what was promised; anything does where nothing was. */
  keeps(conversation: string, arriveAtMs: number): boolean {
    return arriveAtMs <= (this.#arrivals.get(conversation) ?? Number.POSITIVE_INFINITY);
  }
}
