// One conversation as its record tells it: what was sought, who was near, who bid what, who got it and why, what broke
// and what was done about it. Plain data; `fold` makes it.

import type { Money } from '@parley/protocol';
import type { Entry, Writer } from './batch.ts';
import type { BoardRow, BodyOf, Candidate, Missed, Weights } from './bodies.ts';
import type { Undecodable } from './decode-batch.ts';

/** `unknown`: nothing of its caller's is in the record. */
export type ConversationState = 'unknown' | 'asked' | 'collecting' | 'awarded' | 'working' | 'settled';

/** One call: who was on the shortlist, who was near it, who was asked. */
export interface RoundView {
  readonly round: number;
  readonly candidates: readonly Candidate[];
  readonly threshold?: number | undefined;
  readonly size?: number | undefined;
  readonly missed: readonly Missed[];
  /** How many were missed beside those; undefined where that was not recorded. */
  readonly missedMore?: number | undefined;
  readonly called: readonly string[];
  readonly windowMs?: number;
}

/** What an instance answered to its last call. */
export interface BidderView {
  readonly agent: string;
  readonly instance: string;
  readonly round: number;
  readonly answer: 'none' | 'proposed' | 'refused' | 'not-understood' | 'unreachable';
  readonly price?: Money;
  readonly etaMs?: number;
  readonly code?: string;
  readonly text?: string;
  readonly missing?: readonly string[];
  /** It sent something when it was too late for it. */
  readonly late?: { readonly performative: string; readonly text: string };
}

/** The bids of one choice, best first, and what they were weighed by. */
export interface BoardView {
  readonly atMs: number;
  readonly round: number;
  readonly weights: Weights;
  readonly rows: readonly BoardRow[];
}

export interface AttemptView {
  readonly attempt: number;
  readonly agent: string;
  readonly instance: string;
  readonly capability: string;
  readonly price: Money;
  readonly etaMs: number;
  readonly why: string;
  /** How many tasks were awarded together, where they were. */
  readonly clearedWith?: number | undefined;
  readonly awardedAtMs: number;
  readonly round: number;
  readonly share?: number;
  /** `open` until it is known; `stopped` where the conversation ended first. */
  readonly ended: 'open' | 'done' | 'failed' | 'stopped';
  readonly endedAtMs?: number;
  readonly cause?: string;
  readonly text?: string;
  readonly noticedBy?: string;
  readonly detectionMs?: number;
}

/** From a failed attempt to the next award. */
export interface RerouteView {
  readonly attempt: number;
  readonly from: string;
  readonly to: string;
  readonly cause: string;
  readonly detectionMs?: number;
  /** From the moment the failure was noticed to the next award, by the caller's clock. */
  readonly rerouteMs: number;
  /** Whether the next one was found by another call. */
  readonly calledAgain: boolean;
}

/** What the record itself is short of. */
export interface RecordGaps {
  readonly dropped: number;
  /** Writers some of whose entries before `n` are not there. */
  readonly missing: readonly { readonly writer: Writer; readonly n: number }[];
  readonly doubles: number;
  readonly undecodable: readonly Undecodable[];
  /** More is stored than was read. */
  readonly truncated: boolean;
}

export interface ConversationView {
  readonly conversation: string;
  readonly state: ConversationState;
  /** `done`, `no-route`, ...: where it is settled. */
  readonly outcome?: string;
  readonly outcomeText?: string;
  readonly asked?: Omit<BodyOf<'asked'>, 'type'>;
  readonly settled?: Omit<BodyOf<'settled'>, 'type'>;
  readonly rounds: readonly RoundView[];
  readonly bidders: readonly BidderView[];
  readonly boards: readonly BoardView[];
  readonly attempts: readonly AttemptView[];
  readonly reroutes: readonly RerouteView[];
  /** `agent/instance` that did it. */
  readonly winner?: string;
  /** What the result costs its caller. */
  readonly cost?: Money;
  /** When it was asked, by the caller's clock, milliseconds since 1970. */
  readonly startedAtMs?: number;
  readonly elapsedMs?: number;
  /** Supervisors' words about instances that had a part in it. */
  readonly downs: readonly BodyOf<'down'>[];
  readonly restarts: readonly BodyOf<'restarted'>[];
  /** False where inputs, outputs and words were left out on purpose. */
  readonly content: boolean;
  /** Every entry, in causal order. */
  readonly timeline: readonly Entry[];
  readonly gaps: RecordGaps;
}
