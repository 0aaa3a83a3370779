// What the bench says to its processes and what they answer: one JSON object a line, over standard input and output.
// It is the whole contract between the two sides; neither knows more of the other.

/** How often one operation is done at the same time, and for how long. */
export interface Load {
  readonly inFlight: number;
  readonly warmUpMs: number;
  readonly durationMs: number;
}

/** What one module is told at its start. */
export interface Order {
  /** The module to run, relative to this folder. */
  readonly module: string;
  readonly servers: string;
  /** One word for all that belongs together: a mesh's name, or the first token of the subjects. */
  readonly group: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** What the bench asks of a running process. */
export type Question = { readonly load: Load } | { readonly spent: true };

/** One load as its process saw it. Latencies in microseconds. */
export interface Measured {
  readonly operations: number;
  readonly ratePerS: number;
  readonly p50Us: number;
  readonly p99Us: number;
  /** Operations that did not end as they should, by what they said. */
  readonly failures: Readonly<Record<string, number>>;
}

export type Answer =
  | { readonly ready: true }
  | { readonly measured: Measured }
  /** Processor time of the process since its start, in microseconds. */
  | { readonly spentUs: number }
  | { readonly failed: string };

/** What a module gives back: a caller has `once`, one operation from its beginning to its checked end. */
export interface Running {
  once?(): Promise<void>;
  /** How many operations `once` does one after the other, where one alone is too short to be timed; 1 unless said. */
  readonly operations?: number;
  close(): Promise<void>;
}

/** The default export of every module the bench runs. */
export type Open = (order: Order) => Promise<Running>;
