// What reaches a participant and what it asks for. One participant is one instance's part in one call.

import type { Fit, MessageOf, Money } from '@parley/protocol';
import type { CancelTimer, Outgoing, StartTimer } from '../commands.ts';

/** What an agent's `bid` came to. */
export type BidResult =
  | {
      readonly type: 'proposal';
      readonly price: Money;
      readonly etaMs: number;
      readonly validForMs: number;
      readonly fit: Fit;
      readonly freeSlots?: number;
      readonly terms?: Record<string, unknown>;
      readonly note?: string;
      readonly input: unknown;
    }
  | { readonly type: 'refusal'; readonly code: MessageOf<'refuse'>['body']['code']; readonly text: string }
  | {
      readonly type: 'missing';
      readonly text: string;
      readonly schema: Record<string, unknown>;
      readonly missing: readonly string[];
    };

/** What an agent's `perform` came to. */
export type PerformResult =
  | { readonly type: 'output'; readonly output: unknown }
  | {
      readonly type: 'failure';
      readonly code: string;
      readonly text: string;
      readonly retryable: boolean;
      readonly partial?: unknown;
    };

export type ParticipantTimer = 'bid' | 'hold' | 'deadline';

export type ParticipantEvent =
  | { readonly type: 'cfp'; readonly message: MessageOf<'cfp'>; readonly remainingMs: number }
  | { readonly type: 'bid'; readonly result: BidResult; readonly messageId: string }
  /** `slotFree` is asked at this moment: a bid held no slot. */
  | {
      readonly type: 'accept';
      readonly message: MessageOf<'accept-proposal'>;
      readonly remainingMs: number;
      readonly slotFree: boolean;
    }
  | { readonly type: 'reject'; readonly message: MessageOf<'reject-proposal'> }
  | { readonly type: 'cancel'; readonly message: MessageOf<'cancel'> }
  | { readonly type: 'progress'; readonly share?: number; readonly note?: string; readonly partial?: unknown }
  /** A question of the work's, under the id that its message shall have. */
  | { readonly type: 'query'; readonly id: string; readonly body: MessageOf<'query'>['body'] }
  | { readonly type: 'answer'; readonly message: MessageOf<'answer'> }
  | { readonly type: 'performed'; readonly result: PerformResult }
  /** Nobody listens at the caller's reply address any more. */
  | { readonly type: 'caller-gone' }
  /** The instance stops: what is not begun is refused, what is not finished fails. */
  | { readonly type: 'stop'; readonly reason: string }
  | { readonly type: 'timer'; readonly timer: ParticipantTimer };

/** How a participant's part ended: exactly one of these. */
export type ParticipantEnd = 'won' | 'lost' | 'expired' | 'cancelled' | 'declined';

export type ToInitiator = Outgoing<
  'propose' | 'refuse' | 'not-understood' | 'agree' | 'inform-progress' | 'query' | 'inform-result' | 'failure'
>;

export type ParticipantCommand =
  | { readonly type: 'bid'; readonly cfp: MessageOf<'cfp'> }
  | { readonly type: 'send'; readonly message: ToInitiator; readonly id?: string }
  | { readonly type: 'hold' }
  | { readonly type: 'release' }
  | { readonly type: 'occupy' }
  | { readonly type: 'vacate' }
  | {
      readonly type: 'perform';
      readonly accept: MessageOf<'accept-proposal'>;
      readonly input: unknown;
      readonly remainingMs: number;
    }
  /** What the caller said to the question of that id. */
  | { readonly type: 'answered'; readonly query: string; readonly body: MessageOf<'answer'>['body'] }
  | { readonly type: 'abort'; readonly reason: string }
  | StartTimer<ParticipantTimer>
  | CancelTimer<ParticipantTimer>
  | { readonly type: 'end'; readonly end: ParticipantEnd; readonly text: string };
