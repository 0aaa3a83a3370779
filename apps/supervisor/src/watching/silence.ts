// Whose beats have stopped: one phi detector an instance, looked at together. It compensates for its own sleep: where
// this process was held up, the beats that came meanwhile are still unread, and nobody is blamed for that.

import { PhiAccrual, type PhiOptions } from './phi-accrual.ts';

/** Why these: docs/decisions/0006-suspicion.md. */
export const suspicion: SuspicionOptions = {
  beatMs: 500,
  windowSize: 100,
  deviationMsMin: 100,
  pauseMs: 500,
  threshold: 8,
  sweepMs: 100,
};

export interface SuspicionOptions extends PhiOptions {
  /** The phi from which an instance is taken for dead. */
  readonly threshold: number;
  /** How often all are looked at. */
  readonly sweepMs: number;
}

export interface Silent {
  readonly key: string;
  readonly silentMs: number;
  readonly phi: number;
}

export class Silence {
  readonly #options: SuspicionOptions;
  readonly #detectors = new Map<string, PhiAccrual>();
  #lastSweepMs: number | undefined;
  #heldUpMs = 0;

  constructor(options: SuspicionOptions) {
    this.#options = options;
  }

  heard(key: string, atMs: number): void {
    let detector = this.#detectors.get(key);
    if (detector === undefined) {
      detector = new PhiAccrual(this.#options);
      this.#detectors.set(key, detector);
    }
    detector.heard(atMs);
  }

  forget(key: string): void {
    this.#detectors.delete(key);
  }

  /** Nobody could be heard until now: all begin anew, and none is forgotten. */
  excuseAll(nowMs: number): void {
    this.#lastSweepMs = nowMs;
    this.#heldUpMs = 0;
    for (const detector of this.#detectors.values()) detector.excuse(nowMs);
  }

  /** Those whose silence is too long to mean anything else; each is told once and forgotten. */
  sweep(nowMs: number): readonly Silent[] {
    const { sweepMs, threshold } = this.#options;
    const lateMs = this.#lastSweepMs === undefined ? 0 : Math.max(0, nowMs - this.#lastSweepMs - 2 * sweepMs);
    this.#lastSweepMs = nowMs;
    // What was missed is read within a sweep or two; then it is forgiven no longer.
    this.#heldUpMs = lateMs > 0 ? this.#heldUpMs + lateMs : this.#heldUpMs / 2;
    const silent: Silent[] = [];
    for (const [key, detector] of this.#detectors) {
      const phi = detector.phi(nowMs - this.#heldUpMs);
      if (phi >= threshold) silent.push({ key, phi, silentMs: nowMs - detector.lastAtMs! });
    }
    for (const { key } of silent) this.#detectors.delete(key);
    return silent;
  }
}
