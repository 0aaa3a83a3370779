// The bids as a caller that weighs them itself sees them.

import { addressOf } from '@parley/protocol';
import type { OfferedBid } from './commands.ts';
import type { InitiatorState } from './state.ts';

/** Those on the board, in its order: the best first, and last those that cannot win. */
export function offeredBids(state: InitiatorState): readonly OfferedBid[] {
  return state.board.flatMap((row): OfferedBid[] => {
    const { proposal } = state.bidders[addressOf(row.agent, row.instance)] ?? {};
    if (proposal === undefined) return [];
    const { terms, freeSlots } = proposal;
    const told = { ...(terms === undefined ? {} : { terms }), ...(freeSlots === undefined ? {} : { freeSlots }) };
    return [{ ...row, ...told }];
  });
}
