// The caller's own choice, where it wants that: the bids within its limits are laid before it, and it names those it
// would take, best first, or none. It may wait for other conversations meanwhile, so that what belongs together is taken
// together or not at all; the conversation's deadline and the bids' validity go on.

import { addressOf, limits } from '@parley/protocol';
import { award } from './awarding.ts';
import type { OfferedBid } from './commands.ts';
import type { InitiatorEvent } from './events.ts';
import { offeredBids } from './offered.ts';
import { settle } from './settling.ts';
import { type InitiatorState, type Step, say } from './state.ts';

/** Lays the ranked bids before the caller. */
export function letCallerChoose(state: InitiatorState, step: Step): InitiatorState {
  const mayWin = (bid: OfferedBid) => state.ranked.includes(addressOf(bid.agent, bid.instance));
  say(step, { type: 'choose', bids: offeredBids(state).filter(mayWin) });
  return { ...state, phase: 'choosing' };
}

/** The caller has chosen: awards in its order, or releases everybody. Names it was not offered are passed over. */
export function onChosen(
  state: InitiatorState,
  { ranked: chosen, text, clearedWith }: Omit<Extract<InitiatorEvent, { type: 'chosen' }>, 'atMs' | 'type'>,
  step: Step,
): InitiatorState {
  if (state.phase !== 'choosing') return state;
  const ranked = [...new Set(chosen)].filter((key) => state.ranked.includes(key));
  if (ranked.length > 0) return award({ ...state, ranked, clearedWith }, step);
  const reason = text?.slice(0, limits.textCharactersMax) ?? 'the caller took none of the bids';
  return settle(state, step, { type: 'cancelled', reason, text: `Nothing was awarded: ${reason}.` });
}
