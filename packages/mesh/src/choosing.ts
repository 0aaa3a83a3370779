// Who ranks the bids of a conversation, where it is not its own score: the caller's `choose`, or the clearing of all that
// the client has open.

import type { OfferedBid } from '@parley/contract-net';
import type { AskOptions } from './ask-options.ts';
import type { Clearing } from './clearing.ts';

/** Bidders as `agent/instance`, best first; none where nobody is taken, and why. */
interface Chosen {
  readonly ranked: readonly string[];
  readonly text?: string;
  /** How many conversations were cleared together, this one among them. */
  readonly clearedWith?: number;
}

export type Chooser = (bids: readonly OfferedBid[]) => Promise<Chosen>;

/** By the caller's function. */
export function chooserOf(choose: NonNullable<AskOptions['choose']>): Chooser {
  return async (bids) => {
    const choice = await choose(bids);
    return 'none' in choice ? { ranked: [], text: choice.none } : { ranked: choice };
  };
}

/** With all others that are open. */
export function clearingChooser(clearing: Clearing, conversation: string): Chooser {
  return async (bids) => {
    const { ranked, together } = await clearing.clear(conversation, bids);
    return { ranked, clearedWith: together };
  };
}
