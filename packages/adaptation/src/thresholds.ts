// When two names mean the same: the numbers that a rename by meaning must reach. They hold for the default model, and
// are what `npm run eval -- --calibrate` finds on the changes set apart for calibration.

export interface Thresholds {
  /** The least cosine between what two fields say of themselves. */
  readonly similarity: number;
  /** The least distance to the second best, seen from either side. */
  readonly margin: number;
  /** From here on somebody is asked, where below it a value is left out. */
  readonly doubt: number;
}

export const thresholds = { similarity: 0.6, margin: 0.08, doubt: 0.4 } as const satisfies Thresholds;
