// What one conversation teaches its client about agents: how each attempt ended, for the circuits and for the reliability
// that bids are compared by. It knows no message, and decides nothing.

import type { AttemptReport, ConversationEvent, Settlement, Sight } from '@parley/contract-net';
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

  /** @param isContract a contract was opened: whether it is kept to is not known yet */
  settled({ type, tried }: Settlement, isContract: boolean): void {
    for (const attempt of tried.attempts) {
      const sight = this.#excused.has(attempt.attempt) ? undefined : sightOf(attempt);
      if (sight === undefined || (isContract && sight.type === 'done')) continue;
      this.#world.reputation.saw(attempt.agent, attempt.capability, sight);
    }
    this.#report?.(type === 'done' ? 'done' : 'neither');
  }
}

/** What an attempt shows of its agent; undefined where it shows nothing. */
function sightOf({ ended, etaMs, awardedAtMs, endedAtMs = awardedAtMs }: AttemptReport): Sight | undefined {
  if (ended === 'refused' || ended === 'cancelled' || ended === 'open') return undefined;
  if (ended !== 'done') return { type: 'failed' };
  return { type: 'done', promisedMs: etaMs, tookMs: endedAtMs - awardedAtMs };
}
