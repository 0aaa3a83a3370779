// When two names mean the same: the numbers that a rename by meaning must reach, for each embedding space, as `npm run eval
// -- --calibrate` finds them on the changes set apart for calibration. Numbers of one space say nothing in another.

export interface Thresholds {
  /** The least similarity of what two fields say of themselves. */
  readonly similarity: number;
  /** The least distance to the second best, seen from either side. */
  readonly margin: number;
  /** The least of both together: what is less similar must stand out more. */
  readonly together: number;
  /** From this similarity on somebody is asked whether a value is meant for a field; below it the value is left out. */
  readonly doubt: number;
}

const calibrated: Readonly<Record<string, Thresholds>> = {
  'all-MiniLM-L6-v2:q8:mean:3d1636875cd6': { similarity: 0.45, margin: 0.08, together: 0.7, doubt: 0.16 },
  'static-384:q8:mean:a954cbe4742c': { similarity: 0.45, margin: 0.08, together: 0.7, doubt: 0.08 },
};

/** For a space that nobody has calibrated: only what is nearly the same text is taken for it. */
const strict: Thresholds = { similarity: 0.9, margin: 0.2, together: 1.1, doubt: 0.5 };

/** The thresholds of a space, by its name in `EmbedderInfo`. */
export function thresholdsFor(space: string): Thresholds {
  return calibrated[space] ?? strict;
}
