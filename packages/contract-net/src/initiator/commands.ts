// What the initiator asks its runtime to do.

import type { CancelTimer, Outgoing, StartTimer } from '../commands.ts';
import type {
  BoardRow,
  Candidate,
  ConversationEvent,
  InitiatorTimer,
  RevisedTerms,
  WorkersQuestion,
} from './events.ts';
import type { Settlement } from './settlement.ts';

/** To one called instance, named `agent/instance`. */
export interface SendToBidder {
  readonly type: 'send';
  readonly to: string;
  readonly message: Outgoing<'accept-proposal' | 'reject-proposal' | 'cancel' | 'answer'>;
}

/** The same call to several: to be encoded once a capability. */
export interface CallBidders {
  readonly type: 'call';
  readonly bidders: readonly Candidate[];
  readonly round: number;
  readonly windowMs: number;
  readonly remainingMs: number;
  /** Better bids are wanted: `of` names the bid of each, by `agent/instance`. */
  readonly revision?: { readonly terms: Omit<RevisedTerms, 'to'>; readonly of: Readonly<Record<string, string>> };
}

/** A result, with who delivered it. */
export interface VerifyResult {
  readonly type: 'verify';
  readonly attempt: number;
  readonly agent: string;
  readonly instance: string;
  readonly capability: string;
  readonly output: unknown;
}

/** A bid as a caller that chooses itself sees it: with the terms it was made under. */
export interface OfferedBid extends BoardRow {
  readonly terms?: Readonly<Record<string, unknown>>;
  /** How many such tasks it could take when it bid. */
  readonly freeSlots?: number;
}

/** A worker's question, for the caller. */
export interface AskCaller extends WorkersQuestion {
  readonly type: 'ask-caller';
}

export type InitiatorCommand =
  | {
      readonly type: 'shortlist';
      readonly size: number;
      readonly round: number;
      readonly excludeAgents: readonly string[];
      readonly excludeInstances: readonly string[];
    }
  | CallBidders
  | SendToBidder
  | StartTimer<InitiatorTimer>
  | CancelTimer<InitiatorTimer>
  /** These may be awarded, best first by the usual score: the caller says which, in which order. */
  | { readonly type: 'choose'; readonly bids: readonly OfferedBid[] }
  /** The caller may ask some for better bids; those that cannot win come last. */
  | { readonly type: 'revise'; readonly bids: readonly OfferedBid[]; readonly round: number }
  /** What came back is the caller's to check. */
  | VerifyResult
  | AskCaller
  | { readonly type: 'record'; readonly event: ConversationEvent }
  | { readonly type: 'settle'; readonly settlement: Settlement };
