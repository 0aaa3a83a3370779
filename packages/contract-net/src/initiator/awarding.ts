// Giving the work: to the best bid still fresh, then to the next in rank, then to whoever a new call finds. An award
// carries the fence and what earlier attempts left behind.

import { limits } from '@parley/protocol';
import type { BoardRow } from './events.ts';
import type { AttemptReport } from './settlement.ts';
import { settle } from './settling.ts';
import { requestShortlist } from './shortlisting.ts';
import { type InitiatorState, isExcluded, record, remainingMs, type Step, say } from './state.ts';

/** Awards the best of those still in rank; where none is left, calls anew. */
export function award(state: InitiatorState, step: Step): InitiatorState {
  // An award that was refused cost nothing but a message: several nets want one slot, and the next in rank is asked.
  const tries = state.attempts.filter(({ ended }) => ended !== 'refused').length;
  if (tries >= state.input.attemptsMax || state.attempts.length >= limits.attemptsMax) {
    const text = `Gave up after ${state.attempts.length} attempts; the last: ${state.attempts.at(-1)?.text ?? 'unknown'}.`;
    return settle(state, step, { type: 'failed', code: 'attempts-exhausted', text });
  }
  const [key, ...rest] = state.ranked.filter((each) => mayBeAwarded(state, each, step));
  if (key === undefined) return requestShortlist({ ...state, ranked: [] }, step);
  if (state.input.dryRun) {
    return settle(state, step, { type: 'cancelled', reason: 'a dry run', text: 'A dry run: nothing was awarded.' });
  }
  const { candidate, proposal } = state.bidders[key]!;
  const { agent, instance, capability } = candidate;
  const { price, etaMs } = proposal!;
  const attempt = state.attempts.length + 1;
  const progressWithinMs = candidate.progressWithinMs ?? state.input.progressDeadlineMs;
  const { clearedWith = 1 } = state;
  const cleared = clearedWith > 1 ? { clearedWith } : {};
  const terms = { capability, price, etaMs, ...cleared, why: whyAwarded(state, key) };
  record(step, { type: 'awarded', attempt, agent, instance, ...terms });
  say(step, {
    type: 'send',
    to: key,
    message: {
      performative: 'accept-proposal',
      attempt,
      inReplyTo: proposal!.id,
      withinMs: remainingMs(state, step),
      body: {
        fence: attempt,
        input: state.input.input,
        context: {
          attempts: [...state.earlier],
          ...(state.answers.length === 0 ? {} : { answers: [...state.answers] }),
        },
        idempotencyKey: state.input.conversation,
        progressWithinMs,
      },
    },
  });
  say(step, { type: 'startTimer', timer: 'agree', ms: state.input.agreeDeadlineMs });
  const who = { attempt, agent, instance, capability };
  const report: AttemptReport = { ...who, price, etaMs, awardedAtMs: step.atMs, ended: 'open' };
  return {
    ...state,
    phase: 'awarding',
    ranked: rest,
    attempts: [...state.attempts, report],
    current: { bidder: key, attempt, progressWithinMs },
  };
}

function mayBeAwarded(state: InitiatorState, key: string, step: Step): boolean {
  const bidder = state.bidders[key];
  if (bidder?.proposal === undefined || !bidder.open) return false;
  if (isExcluded(state, key)) return false;
  return bidder.proposal.freshUntilMs > step.atMs && bidder.proposal.etaMs <= remainingMs(state, step);
}

function whyAwarded(state: InitiatorState, key: string): string {
  if (state.input.ownChoice) return "the caller's own choice";
  const scored = state.board.filter((each) => each.score !== undefined);
  const isOf = (bidder: string) => (each: BoardRow) => `${each.agent}/${each.instance}` === bidder;
  const before = state.attempts.at(-1);
  // Where the failed one is not on the board, the board is a new call's.
  if (before !== undefined && scored.some(isOf(`${before.agent}/${before.instance}`))) {
    return `next in rank after ${before.agent}`;
  }
  const row = scored.find(isOf(key));
  const { clearedWith = 1 } = state;
  if (clearedWith > 1 && row !== scored[0]) return `the best for all ${clearedWith} tasks that were awarded together`;
  const second = scored.find((each) => each !== row);
  if (row?.score === undefined) return 'the best bid';
  if (second?.score === undefined) return 'the only bid within the limits';
  const by = (row.score - second.score).toFixed(3);
  if (Number(by) === 0) return `equal with ${second.agent}, chosen by the tie-break`;
  if (row.scoreByTerm === undefined) return `ahead of ${second.agent} by ${by}, by the caller's own score`;
  const terms = (['price', 'time', 'reliability', 'quality'] as const).map((term) => ({
    term,
    lead: row.scoreByTerm![term] - (second.scoreByTerm?.[term] ?? 0),
  }));
  const lead = terms.reduce((a, b) => (b.lead > a.lead ? b : a));
  return `ahead of ${second.agent} by ${by}, most of it on ${lead.term}`;
}
