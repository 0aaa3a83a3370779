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

/** So many operations, however long they take. */
export interface Count {
  readonly inFlight: number;
  readonly operations: number;
}

/** What the bench asks of a running process. */
export type Question =
  | { readonly load: Load }
  | { readonly count: Count }
  | { readonly spent: true }
  | { readonly memory: true }
  /** One of the module's own commands. */
  | { readonly command: string; readonly argument: unknown };

/** After a collection of garbage. */
export interface Memory {
  readonly residentBytes: number;
  readonly heapBytes: number;
}

/** Operations that did not end as they should, by what they said. */
export type Failures = Readonly<Record<string, number>>;

/** One load as its process saw it. Latencies in microseconds. */
export interface Measured {
  readonly operations: number;
  readonly ratePerS: number;
  readonly p50Us: number;
  readonly p99Us: number;
  readonly failures: Failures;
}

export type Answer =
  | { readonly ready: true }
  | { readonly measured: Measured }
  | { readonly counted: Failures }
  | { readonly memory: Memory }
  | { readonly done: unknown }
  /** Processor time of the process since its start, in microseconds. */
  | { readonly spentUs: number }
  | { readonly failed: string };

/** What a module gives back: a caller has `once`, one operation from its beginning to its checked end. */
export interface Running {
  once?(): Promise<void>;
  /** How many operations `once` does one after the other, where one alone is too short to be timed; 1 unless said. */
  readonly operations?: number;
  /** What else it can be told to do. */
  readonly commands?: Readonly<Record<string, (argument: never) => Promise<unknown>>>;
  close(): Promise<void>;
}

/** The default export of every module the bench runs. */
export type Open = (order: Order) => Promise<Running>;
