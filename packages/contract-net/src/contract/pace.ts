// A rate that both sides of a standing contract keep to: a bucket of one second's calls that fills again steadily. Plain
// arithmetic, with the time handed in.

export class Pace {
  readonly #perSecond: number;
  readonly #full: number;
  #left: number;
  #atMs: number;

  /** Full at first. @param perSecond above 0 */
  constructor(perSecond: number, nowMs: number) {
    this.#perSecond = perSecond;
    this.#full = Math.max(1, perSecond);
    this.#left = this.#full;
    this.#atMs = nowMs;
  }

  /** Takes one call: 0, or how many milliseconds too early it is, and then nothing was taken. */
  take(nowMs: number): number {
    const since = Math.max(0, nowMs - this.#atMs);
    this.#left = Math.min(this.#full, this.#left + (since * this.#perSecond) / 1_000);
    this.#atMs = Math.max(nowMs, this.#atMs);
    if (this.#left < 1) return ((1 - this.#left) * 1_000) / this.#perSecond;
    this.#left -= 1;
    return 0;
  }
}
