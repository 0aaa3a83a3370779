// What reaches the initiator, and what it tells. `atMs` is milliseconds since the conversation began: the logic has no
// clock of its own.

import type { Down, Fit, MessageOf, Money } from '@parley/protocol';
import type { IneligibleCode, Weights } from '../choose.ts';

/** An event before its time is written on it. */
export type Unstamped<E> = E extends unknown ? Omit<E, 'atMs'> : never;

/** One instance that may be called. */
export interface Candidate {
  readonly agent: string;
  readonly instance: string;
  readonly capability: string;
  readonly similarity: number;
  /** That it delivers, as measured: 0 to 1. */
  readonly reliability: number;
  /** By how much that may be wrong, one standard deviation; 0 unless said. */
  readonly doubt?: number;
  /** How many times its promised time it takes, as measured; 1 unless said. */
  readonly timeFactor?: number;
  /** The capability's own limit on silence, where it declares one. */
  readonly progressWithinMs?: number;
  /** The definition it offers, by its hash. */
  readonly schemaHash?: string;
}

/** A capability that came near, named where nothing came near enough. */
export interface Nearest {
  readonly agent: string;
  readonly capability: string;
  readonly similarity: number;
}

/** One that was known and is not called; only told, never decided on. */
export interface MissedCandidate {
  readonly agent: string;
  readonly instance: string;
  readonly capability: string;
  readonly similarity: number;
  readonly why: 'under-threshold' | 'not-among-the-nearest' | 'excluded' | 'ineligible';
}

/** What a shortlist says beside those who are on it. */
interface ShortlistFacts {
  readonly threshold?: number;
  /** How many agents were wanted. */
  readonly size?: number;
  readonly missed?: readonly MissedCandidate[];
  /** How many more were missed than are named. */
  readonly missedMore?: number;
}

export type ShortlistResult =
  | ({ readonly type: 'candidates'; readonly candidates: readonly Candidate[] } & ShortlistFacts)
  | ({
      readonly type: 'no-route';
      readonly nearest: readonly Nearest[];
      readonly threshold: number;
      /** Why, where it is not that nobody can do this. */
      readonly text?: string;
    } & Pick<ShortlistFacts, 'missed' | 'missedMore'>)
  | { readonly type: 'unavailable'; readonly text: string };

/** The acts a participant sends. */
export type FromParticipant = MessageOf<
  'propose' | 'refuse' | 'not-understood' | 'agree' | 'inform-progress' | 'query' | 'inform-result' | 'failure'
>;

/** Who is asked for a better bid, as `agent/instance`, and to what. */
export interface RevisedTerms {
  readonly to: readonly string[];
  readonly price?: Money;
  readonly etaMs?: number;
  readonly text?: string;
}

/** A question in the middle of the work; `query` is its id. */
export interface WorkersQuestion {
  readonly attempt: number;
  readonly agent: string;
  readonly instance: string;
  readonly query: string;
  readonly question: string;
  readonly schema?: Readonly<Record<string, unknown>>;
}

/** What the caller says to a question: a value, or why there is none. */
export type AnswerGiven = { readonly query: string; readonly question: string } & (
  | { readonly value: unknown }
  | { readonly refused: string }
);

/** What a caller found of a result: good, bad with a reason, or that it could not be checked. */
export type Verdict =
  | { readonly type: 'accepted' }
  | { readonly type: 'rejected'; readonly text: string }
  | { readonly type: 'unverified'; readonly text: string };

export type InitiatorTimer = 'deadline' | 'bids' | 'agree' | 'progress' | 'cancel';

export type InitiatorEvent = { readonly atMs: number } & (
  | { readonly type: 'start' }
  | { readonly type: 'shortlisted'; readonly result: ShortlistResult }
  | { readonly type: 'message'; readonly bidder: string; readonly message: FromParticipant }
  | { readonly type: 'garbled'; readonly bidder: string; readonly text: string }
  | { readonly type: 'no-responders'; readonly bidder: string }
  | { readonly type: 'down'; readonly down: Down }
  | { readonly type: 'timer'; readonly timer: InitiatorTimer }
  | { readonly type: 'cancel'; readonly reason: string }
  /** Without terms the bids stand as they are. */
  | { readonly type: 'revised'; readonly terms?: RevisedTerms }
  | ({ readonly type: 'answered' } & AnswerGiven)
  | { readonly type: 'verified'; readonly attempt: number; readonly verdict: Verdict }
  /** The caller's own ranking, as `agent/instance`, best first; empty where it takes none, and why. */
  | {
      readonly type: 'chosen';
      readonly ranked: readonly string[];
      readonly text?: string;
      /** How many conversations were cleared together, this one among them. */
      readonly clearedWith?: number;
    }
);

/** Why an attempt ended without a result. */
export type AttemptCause =
  | 'refused'
  | 'failure'
  | 'unreachable'
  | 'down'
  | 'no-agree'
  | 'no-progress'
  | 'garbled'
  /** It came, and the caller's check turned it down. */
  | 'rejected-result';

/** A bid on the score board; what does not apply is absent. */
export interface BoardRow {
  readonly agent: string;
  readonly instance: string;
  readonly capability: string;
  readonly price: Money;
  readonly etaMs: number;
  /** How many times that it is expected to take, where that is not once. */
  readonly timeFactor?: number;
  readonly fit: Fit;
  readonly note?: string;
  readonly score?: number;
  readonly scoreByTerm?: Weights;
  readonly ineligible?: { readonly code: IneligibleCode; readonly text: string };
}

/** What is said of a conversation to whoever follows it, in order. */
export type ConversationEvent = { readonly atMs: number } & (
  | ({
      readonly type: 'shortlisted';
      readonly round: number;
      readonly candidates: readonly Candidate[];
    } & ShortlistFacts)
  | { readonly type: 'called'; readonly round: number; readonly bidders: readonly string[]; readonly windowMs: number }
  /** These were asked for a better bid. */
  | ({
      readonly type: 'revised';
      readonly round: number;
      readonly bidders: readonly string[];
      readonly windowMs: number;
    } & Omit<RevisedTerms, 'to'>)
  | {
      readonly type: 'proposed';
      readonly agent: string;
      readonly instance: string;
      readonly price: Money;
      readonly etaMs: number;
      readonly note?: string;
    }
  | {
      readonly type: 'refused';
      readonly agent: string;
      readonly instance: string;
      readonly code: string;
      readonly text: string;
    }
  | {
      readonly type: 'not-understood';
      readonly agent: string;
      readonly instance: string;
      readonly text: string;
      readonly missing: readonly string[];
    }
  | { readonly type: 'unreachable'; readonly agent: string; readonly instance: string; readonly text: string }
  | { readonly type: 'scored'; readonly board: readonly BoardRow[]; readonly weights: Weights }
  | {
      readonly type: 'awarded';
      readonly attempt: number;
      readonly agent: string;
      readonly instance: string;
      readonly capability: string;
      readonly price: Money;
      readonly etaMs: number;
      /** How many tasks were awarded together, where they were. */
      readonly clearedWith?: number;
      readonly why: string;
    }
  | {
      readonly type: 'agreed';
      readonly attempt: number;
      readonly agent: string;
      readonly instance: string;
      readonly etaMs: number;
    }
  | {
      readonly type: 'progress';
      readonly attempt: number;
      readonly agent: string;
      readonly instance: string;
      readonly share?: number;
      readonly note?: string;
      readonly partial?: unknown;
    }
  /** The worker asks. */
  | ({ readonly type: 'queried' } & WorkersQuestion)
  /** It was told a value, or why there is none. */
  | {
      readonly type: 'answered';
      readonly attempt: number;
      readonly agent: string;
      readonly instance: string;
      readonly query: string;
      readonly question: string;
      readonly value?: unknown;
      readonly refused?: string;
    }
  | {
      readonly type: 'attempt-failed';
      readonly attempt: number;
      readonly agent: string;
      readonly instance: string;
      readonly cause: AttemptCause;
      readonly text: string;
      readonly noticedBy: string;
      readonly detectionMs?: number;
    }
  | {
      readonly type: 'rejected-late';
      readonly agent: string;
      readonly instance: string;
      readonly performative: string;
      readonly text: string;
    }
  | { readonly type: 'settled'; readonly outcome: string; readonly text: string }
);
