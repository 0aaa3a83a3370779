// When two names mean the same: the numbers that a rename by meaning must reach. They hold for the default model, and
// are what `npm run eval -- --calibrate` finds on the changes set apart for calibration.

export interface Thresholds {
  /** The least cosine between what two fields say of themselves. */
  readonly similarity: number;
  /** The least distance to the second best, seen from either side. */
  readonly margin: number;
  /** The least of both together: what is less similar must stand out more. */
  readonly together: number;
  /** From this cosine on somebody is asked whether a value is meant for a field; below it the value is left out. */
  readonly doubt: number;
}

export const thresholds = { similarity: 0.4, margin: 0.08, together: 0.7, doubt: 0.24 } as const satisfies Thresholds;
