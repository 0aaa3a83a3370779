// How many agents join at once, and what is expected of it: data alone.

export interface Joining {
  readonly agents: number;
  /** Over so many processes. */
  readonly processes: number;
  readonly goals: JoiningGoals | undefined;
}

export interface JoiningGoals {
  /** Until all adverts are in every replica, where the vectors of their texts are cached. */
  readonly cachedMsAtMost: number;
  /** Of one core, at the supervisor, for everybody's heartbeats. */
  readonly heartbeatShareAtMost: number;
}

/** Processes that each keep a replica. */
export const replicaCount = 4;

const processes = 10;

export const joinings: readonly Joining[] = [
  { agents: 10, processes, goals: undefined },
  { agents: 100, processes, goals: undefined },
  { agents: 1_000, processes, goals: { cachedMsAtMost: 5_000, heartbeatShareAtMost: 0.05 } },
];

export const joiningNotMeasured: readonly string[] = [
  'the start of processes: those that join are there, with their code loaded, and a whole start is `npm run demo`',
  'agents on many hosts: a hundred share a process and its connection',
];

export function joiningTitleOf({ agents }: Pick<Joining, 'agents'>): string {
  return `${agents.toLocaleString('en')} agents join at once`;
}
