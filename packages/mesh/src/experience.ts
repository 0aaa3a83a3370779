// What one conversation teaches its client about agents: how each attempt ended, for the circuits and for the reliability
// that bids are compared by. It knows no message, and decides nothing.

import type { ConversationEvent, Settlement } from '@parley/contract-net';
import type { ReportAttempt } from './circuits.ts';
import type { World } from './world.ts';

type Awarded = Extract<ConversationEvent, { type: 'awarded' }>;
type Failed = Extract<ConversationEvent, { type: 'attempt-failed' }>;

/** What an outage of the broker looks like from the caller's side. */
const silences: ReadonlySet<string> = new Set<Failed['cause']>(['no-agree', 'no-progress', 'unreachable']);

export class Experience {
  readonly #world: World;
  /** Attempts that say nothing about their agent. */
  readonly #excused = new Set<number>();
  #report: ReportAttempt | undefined;
  #awardedAtMs = 0;

  constructor(world: World) {
    this.#world = world;
  }

  awarded({ agent, capability }: Awarded): void {
    this.#awardedAtMs = this.#world.clock.now();
    this.#report = this.#world.circuits.begin(agent, capability);
  }

  failed({ attempt, cause }: Failed): void {
    if (silences.has(cause) && this.#world.outages.met(this.#awardedAtMs)) this.#excused.add(attempt);
    // The end of one process says nothing about the next one, and its supervisor counts the ends.
    const isNeither = cause === 'refused' || cause === 'down' || this.#excused.has(attempt);
    this.#report?.(isNeither ? 'neither' : 'failed');
  }

  settled({ type, tried }: Settlement): void {
    for (const { attempt, agent, capability, ended } of tried.attempts) {
      const isNeutral = ended === 'refused' || ended === 'cancelled' || ended === 'open' || this.#excused.has(attempt);
      if (!isNeutral) this.#world.measured.count(agent, capability, ended === 'done' ? 'done' : 'failed');
    }
    this.#report?.(type === 'done' ? 'done' : 'neither');
  }
}
