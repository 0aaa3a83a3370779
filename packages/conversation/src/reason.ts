// The reasons for which an agent does not get the work of a conversation, each with the facts it rests on.

import type { Money } from '@parley/protocol';

/** What bids are weighed by. */
export const terms = ['price', 'time', 'reliability', 'quality'] as const;
export type Term = (typeof terms)[number];

export type WhyNotReason =
  /** It did it: there is nothing to explain. */
  | { readonly type: 'did-it'; readonly attempt: number }
  | { readonly type: 'working'; readonly attempt: number }
  | { readonly type: 'failed'; readonly attempt: number; readonly cause: string; readonly text: string }
  | { readonly type: 'stopped'; readonly attempt: number; readonly outcome: string }
  | {
      readonly type: 'lost';
      readonly to: string;
      readonly by: number;
      /** Most of it; absent where the caller's own score has no terms. */
      readonly term?: Term;
      readonly rank: number;
      readonly of: number;
    }
  | { readonly type: 'tied'; readonly to: string }
  /** Several tasks were awarded together, and this was the best for all of them. */
  | { readonly type: 'cleared'; readonly to: string; readonly together: number }
  /** Its caller ranks the bids itself, whatever their score. */
  | { readonly type: 'not-chosen'; readonly to?: string }
  /** Of a dry run: the work would be its. */
  | { readonly type: 'would-win'; readonly of: number }
  /** It was the best and was gone, or its bid ran out, before the award. */
  | { readonly type: 'not-awarded' }
  | { readonly type: 'over-price'; readonly price: Money; readonly limit: Money }
  | { readonly type: 'too-slow'; readonly etaMs: number; readonly leftMs: number }
  | { readonly type: 'wrong-currency'; readonly price: Money; readonly currency: string }
  | { readonly type: 'missing-input'; readonly missing: readonly string[] }
  | { readonly type: 'cannot-win'; readonly code: string; readonly text: string }
  | { readonly type: 'refused'; readonly code: string; readonly text: string }
  | { readonly type: 'not-understood'; readonly missing: readonly string[]; readonly text: string }
  | { readonly type: 'unreachable'; readonly text: string }
  | { readonly type: 'late'; readonly windowMs: number }
  | { readonly type: 'no-answer'; readonly windowMs: number }
  | { readonly type: 'undecided'; readonly outcome?: string }
  | { readonly type: 'not-called'; readonly similarity: number }
  | { readonly type: 'under-threshold'; readonly similarity: number; readonly threshold: number }
  | {
      readonly type: 'not-among-the-nearest';
      readonly similarity: number;
      readonly size: number;
      readonly least: number;
    }
  | { readonly type: 'excluded' | 'ineligible'; readonly similarity: number; readonly text?: string }
  /** Everybody known is named in the record, and it is not. */
  | { readonly type: 'unknown-agent' }
  /** The record does not name it, nor all who were known. */
  | { readonly type: 'not-named' };
