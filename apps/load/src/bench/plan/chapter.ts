// What a part of the plan consists of: crews, contenders and the comparisons between them, with what is expected. Data
// alone; a new row is a module and a few lines in the chapter it belongs to.

/** A process that answers callers. */
export interface CrewMember {
  readonly module: string;
  readonly options?: Readonly<Record<string, unknown>>;
}

export type Crews = Readonly<Record<string, readonly CrewMember[]>>;

/** One thing that is measured: its caller, and the crew that answers it. */
export interface Contender {
  readonly name: string;
  /** One line for a reader. */
  readonly about: string;
  readonly module: string;
  readonly options?: Readonly<Record<string, unknown>>;
  /** Absent where it does its work alone. */
  readonly crew?: string;
}

/** Contenders measured side by side under the same load. */
export interface Comparison {
  readonly name: string;
  readonly inFlight: number;
  readonly contenders: readonly string[];
  readonly goals: readonly Goal[];
  /** It gets so many rounds even where the others get fewer: its goal is closer than one round can tell. */
  readonly roundsAtLeast?: number;
}

/**
 * `contender` against `baseline` in one comparison. The ratio is above 1 where the contender is better: its rate over
 * the baseline's, or the baseline's p50 over its own.
 */
export interface Goal {
  readonly contender: string;
  readonly baseline: string;
  readonly measure: 'rate' | 'p50';
  /** Absent where nothing is promised. */
  readonly atLeast?: number;
}

export interface Chapter {
  readonly crews: Crews;
  readonly contenders: readonly Contender[];
  readonly comparisons: readonly Comparison[];
  /** What a reader might take these numbers for, and must not. */
  readonly notMeasured: readonly string[];
}

/** As its table is headed, and as a user chooses it. */
export function titleOf({ name, inFlight }: Pick<Comparison, 'name' | 'inFlight'>): string {
  return `${name}, ${inFlight} in flight`;
}
