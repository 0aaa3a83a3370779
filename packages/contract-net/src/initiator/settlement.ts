// How a conversation ended, for its caller: exactly one of these, each with all that was tried.

import type { Money } from '@parley/protocol';
import type { AttemptCause, BoardRow, Nearest } from './events.ts';

/** One award and how it ended. */
export interface AttemptReport {
  readonly attempt: number;
  readonly agent: string;
  readonly instance: string;
  readonly capability: string;
  readonly price: Money;
  /** As promised with the bid. */
  readonly etaMs: number;
  readonly awardedAtMs: number;
  readonly endedAtMs?: number;
  readonly ended: 'done' | 'expired' | 'cancelled' | AttemptCause | 'open';
  /** The agent's own code of its failure. */
  readonly code?: string;
  readonly text?: string;
  readonly noticedBy?: string;
  readonly detectionMs?: number;
}

/** One called instance and what it answered. */
export interface BidderReport {
  readonly agent: string;
  readonly instance: string;
  readonly capability: string;
  readonly similarity: number;
  readonly answer: 'none' | 'proposed' | 'refused' | 'not-understood' | 'unreachable' | 'garbled';
  readonly text?: string;
}

export interface Tried {
  readonly rounds: number;
  readonly bidders: readonly BidderReport[];
  readonly board: readonly BoardRow[];
  readonly attempts: readonly AttemptReport[];
  readonly elapsedMs: number;
}

export type Settlement = { readonly tried: Tried; readonly text: string } & (
  | {
      readonly type: 'done';
      readonly output: unknown;
      readonly agent: string;
      readonly instance: string;
      readonly capability: string;
      readonly price: Money;
    }
  | { readonly type: 'no-route'; readonly nearest: readonly Nearest[]; readonly threshold: number }
  | { readonly type: 'no-bids' }
  | { readonly type: 'refused' }
  /** `output`: what was done all the same, where the caller cannot read it. */
  | { readonly type: 'failed'; readonly code: string; readonly output?: unknown }
  | { readonly type: 'expired' }
  | { readonly type: 'cancelled'; readonly reason: string }
  | { readonly type: 'unavailable' }
  | {
      readonly type: 'needs-input';
      readonly capability: string;
      readonly schema: Readonly<Record<string, unknown>>;
      readonly missing: readonly string[];
    }
);
export type SettlementType = Settlement['type'];
