// How suspicious a silence is: the phi accrual failure detector (Hayashibara, Defago, Yared, Katayama: "The phi accrual
// failure detector", SRDS 2004). From the pace of the beats heard so far it says how unlikely the silence since the last
// one is: phi = -log10(P(a later beat comes after this long)). It knows no clock and decides nothing.

export interface PhiOptions {
  /** The pace that is promised. A beat that comes earlier (something changed) says nothing about the next one. */
  readonly beatMs: number;
  /** How many intervals are remembered. */
  readonly windowSize: number;
  /** A steady pace would make a hair's breadth of lateness suspicious: the deviation counts as at least this. */
  readonly deviationMsMin: number;
  /** A pause that means nothing: a garbage collection, a busy machine. */
  readonly pauseMs: number;
}

export class PhiAccrual {
  readonly #options: PhiOptions;
  readonly #intervalsMs: number[] = [];
  #sum = 0;
  #sumOfSquares = 0;
  #lastAtMs: number | undefined;

  constructor(options: PhiOptions) {
    this.#options = options;
  }

  get lastAtMs(): number | undefined {
    return this.#lastAtMs;
  }

  heard(atMs: number): void {
    const before = this.#lastAtMs;
    this.#lastAtMs = atMs;
    if (before === undefined) return;
    const { beatMs, windowSize } = this.#options;
    this.#remember(Math.max(beatMs, atMs - before));
    if (this.#intervalsMs.length <= windowSize) return;
    const oldest = this.#intervalsMs.shift()!;
    this.#sum -= oldest;
    this.#sumOfSquares -= oldest * oldest;
  }

  /** The silence until now says nothing. */
  excuse(atMs: number): void {
    this.#lastAtMs = atMs;
  }

  /** 0 for no suspicion; 8 means that one silence in 100 million is this long. */
  phi(atMs: number): number {
    if (this.#lastAtMs === undefined) return 0;
    const { beatMs, deviationMsMin, pauseMs } = this.#options;
    const count = this.#intervalsMs.length;
    const meanMs = count === 0 ? beatMs : this.#sum / count;
    const variance = count === 0 ? 0 : Math.max(0, this.#sumOfSquares / count - meanMs * meanMs);
    const deviationMs = Math.max(deviationMsMin, Math.sqrt(variance));
    return -Math.log10(laterThan((atMs - this.#lastAtMs - meanMs - pauseMs) / deviationMs));
  }

  #remember(intervalMs: number): void {
    this.#intervalsMs.push(intervalMs);
    this.#sum += intervalMs;
    this.#sumOfSquares += intervalMs * intervalMs;
  }
}

// The upper tail of the normal distribution by a logistic approximation (Bowling, Khasawneh, Kaewkuekool, Cho: "A
// logistic approximation to the cumulative normal distribution", JIEM 2009), whose error is below 0.00015.
function laterThan(deviations: number): number {
  const power = Math.exp(-deviations * (1.5976 + 0.070566 * deviations * deviations));
  return Math.max(Number.MIN_VALUE, power / (1 + power));
}
