// What a scenario is: who can do the work, and what is asked of them again and again. A file with one as its default
// export is all it takes; the tool brings the mesh, the schedule, the measuring and the report.

import type { AgentDefinition } from '@parley/agent';
import type { ConnectOptions, Mesh, Outcome } from '@parley/mesh';
import type { Load } from './run/load-shape.ts';

/** What the user set, as far as a scenario may care. */
export interface Setting {
  /** How many agents the user wants; the scenario's own number unless said. */
  readonly agents: number;
  readonly seed: number;
  /** A folder of the user's own data. */
  readonly dataDir?: string | undefined;
}

/** One arrival, as the scenario's `ask` sees it. */
export interface Turn {
  /** 0 for the first of this caller. */
  readonly number: number;
  /** 0 up to 1, from the run's seed. */
  random(): number;
  /** Counts something of the scenario's own, which `figures` is told the sum of. */
  count(what: string, by?: number): void;
}

/** Asks once and resolves with the outcome; anything but `done` is a failure of that kind, unless the scenario says so. */
export type Ask = (turn: Turn) => PromiseLike<Answer>;

/** What is looked at of an outcome; `kind` overrules what a failure is called, and null makes it none. */
export interface Answer extends Pick<Outcome, 'type' | 'text'> {
  readonly tried?: { readonly bidders: readonly { readonly answer: string }[] };
  readonly code?: string;
  readonly kind?: string | null;
}

/** A number that a scenario measures beside. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly about: string;
}

/** What may be done to the processes of the mesh while it is under load. */
export interface Operator {
  readonly signal: AbortSignal;
  random(): number;
  /** Agents' processes, by the instances' own word. */
  pids(): readonly number[];
  /** Resolves after `ms`, or at the end of the load. */
  pause(ms: number): Promise<void>;
  count(what: string, by?: number): void;
}

export interface Scenario {
  readonly name: string;
  /** One line. */
  readonly about: string;
  /** How many agents there are unless the user says another number. */
  readonly agentCount?: number;
  /** The agents, run by the tool in processes of their own; called in each of those, and must give the same each time. */
  agents?(setting: Setting): readonly AgentDefinition[] | Promise<readonly AgentDefinition[]>;
  /** What every one of these agents is configured with. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Instead of `agents`: a whole `parley up` with the workspace's agents and a supervisor, with these arguments. */
  readonly up?: readonly string[];
  /** How each caller's client connects beside. */
  readonly connect?: Pick<ConnectOptions, 'clearWithinMs' | 'name'>;
  /** Called once in each caller, before the load. */
  open(mesh: Mesh, setting: Setting): Ask | Promise<Ask>;
  /** The load unless the user says another. */
  readonly load?: Load;
  /** Runs beside the load, once. */
  operate?(operator: Operator): Promise<void>;
  /** From what was counted, summed over all callers. */
  figures?(counts: Readonly<Record<string, number>>): readonly Figure[];
}

/** Names the type of a scenario; returns it as it is. */
export function scenario(definition: Scenario): Scenario {
  return definition;
}
