// How long it took lately, to say how long it will take. It starts from a hint, which counts as a few measurements until
// there are as many real ones; of those only the newest count.

const kept = 64;
const hintCounts = 4;
const share = 0.9;

export class MeasuredTimes {
  readonly #newest: number[] = [];

  add(ms: number): void {
    this.#newest.push(ms);
    if (this.#newest.length > kept) this.#newest.shift();
  }

  /** Nine of ten were done within this many ms, as far as is known: at least 1. */
  likelyMs(hintMs: number): number {
    const hints = Math.max(0, hintCounts - this.#newest.length);
    const sorted = [...this.#newest, ...Array<number>(hints).fill(hintMs)].sort((a, b) => a - b);
    return Math.max(1, Math.ceil(sorted[Math.ceil(sorted.length * share) - 1]!));
  }
}
