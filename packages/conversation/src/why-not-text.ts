// A reason in one sentence, and what would have changed it in another. Every number comes from the reason itself.

import type { WhyNotReason } from './reason.ts';
import type { ConversationView } from './view.ts';
import type { WinningOffer } from './what-wins.ts';
import { amount, apart, duration, lineOf, visible } from './words.ts';

/** One sentence without a line break. */
export function reasonText(agent: string, reason: WhyNotReason): string {
  return lineOf('plain', `${agent} ${predicate(reason)}.`).text;
}

function predicate(reason: WhyNotReason): string {
  switch (reason.type) {
    case 'did-it':
      return `did it, in attempt ${reason.attempt}`;
    case 'working':
      return `has it: attempt ${reason.attempt} is under way`;
    case 'failed':
      return `had it in attempt ${reason.attempt} and failed (${reason.cause}): ${reason.text}`;
    case 'stopped':
      return `had it in attempt ${reason.attempt} when the conversation ended ${reason.outcome}`;
    case 'lost': {
      const place = `${reason.rank} of ${reason.of}`;
      const on = reason.term === undefined ? "by the caller's own score" : `most of it on ${reason.term}`;
      return `lost to ${reason.to} by ${visible(reason.by)}, ${on} (${place})`;
    }
    case 'cleared':
      return `was passed over for ${reason.to}: the best for all ${reason.together} tasks that were awarded together`;
    case 'not-chosen':
      return `was not chosen: the caller chose ${reason.to ?? 'none of the bids'} itself`;
    case 'tied':
      return `was equal with ${reason.to}, and the tie-break chose ${reason.to}`;
    case 'would-win':
      return reason.of === 1
        ? 'would do it: its is the only bid within the limits'
        : `would do it: its bid is the best of ${reason.of}`;
    case 'not-awarded':
      return 'made the best bid and did not get the award: its bid had run out, or it was gone';
    case 'over-price':
      return `could not win: price ${reason.price.amount} over your limit ${reason.limit.amount} ${reason.limit.currency}`;
    case 'too-slow': {
      return `could not win: it needs ${exactMs(reason.etaMs)}, ${exactMs(Math.max(0, reason.leftMs))} were left`;
    }
    case 'wrong-currency':
      return `could not win: it bid ${amount(reason.price)}, bids are in ${reason.currency} here`;
    case 'missing-input':
      return `could not win: it lacks ${reason.missing.join(', ') || 'input'}`;
    case 'cannot-win':
      return `could not win (${reason.code}): ${reason.text}`;
    case 'refused':
      return `refused (${reason.code}): ${reason.text}`;
    case 'not-understood':
      return `did not understand: it lacks ${reason.missing.join(', ') || 'input'}`;
    case 'unreachable':
      return `was called and could not be reached: ${reason.text}`;
    case 'late':
      return `bid too late: the bids were closed after ${duration(reason.windowMs)}`;
    case 'no-answer':
      return `was called and did not answer within ${duration(reason.windowMs)}`;
    case 'undecided':
      return reason.outcome === undefined
        ? 'is still in it: nothing is decided'
        : `was called, but the conversation ended ${reason.outcome} before it was chosen or not`;
    case 'not-called':
      return `was on the shortlist (similarity ${reason.similarity.toFixed(2)}) and was not called`;
    case 'under-threshold': {
      const [similarity, threshold] = apart(reason.similarity, reason.threshold);
      return `was not asked: similarity ${similarity}, under the threshold ${threshold}`;
    }
    case 'not-among-the-nearest': {
      const [similarity, least] = apart(reason.similarity, reason.least);
      return `was not among the ${reason.size} nearest: similarity ${similarity}, the last of them has ${least}`;
    }
    case 'excluded':
    case 'ineligible':
      return `was not asked: ${reason.text ?? reason.type}`;
    case 'unknown-agent':
      return 'was not known to the mesh';
    case 'not-named':
      return 'is not named in the record, which does not name all who were known: it was unknown, or far from the intent';
  }
}

/** What would have changed it; undefined where nothing is known to. */
export function changeText(
  reason: WhyNotReason,
  wins: readonly WinningOffer[],
  view: ConversationView,
): string | undefined {
  if (wins.length > 0) return `It would have won with ${wins.map(offerText).join(', or with ')}.`;
  switch (reason.type) {
    case 'lost':
    case 'tied':
      return view.asked?.ownScore ? undefined : 'No price and no time of its own would have won.';
    case 'over-price':
      return `Raise the limit to ${amount(reason.price)}, or bid ${amount(reason.limit)} or less.`;
    case 'too-slow':
      return `Give it ${exactMs(reason.etaMs)} or more, or bid an etaMs of ${Math.floor(reason.leftMs)} or less.`;
    case 'wrong-currency':
      return `Bid in ${reason.currency}.`;
    case 'missing-input':
    case 'not-understood':
      return `Say it in the words, or pass it as input: ${reason.missing.join(', ') || 'see its schema'}.`;
    case 'refused':
      return changeOfRefusal(reason.code);
    case 'late':
    case 'no-answer':
      return `Answer within ${duration(reason.windowMs)}.`;
    case 'under-threshold':
      return 'Describe the capability in words nearer to the intent, give it such an example, or say the intent in other words.';
    case 'not-among-the-nearest':
      return `Come above ${reason.least.toFixed(2)}, or call more than ${reason.size} agents.`;
    case 'unknown-agent':
    case 'unreachable':
      return 'Start it, and ask again.';
    case 'failed':
      return view.winner === undefined ? undefined : `${view.winner} did it after that.`;
    default:
      return undefined;
  }
}

function offerText({ price, etaMs, reliability }: WinningOffer): string {
  const parts = [
    ...(price === undefined ? [] : [`a price of ${amount(price)} or less`]),
    ...(etaMs === undefined ? [] : [`an etaMs of ${etaMs} or less`]),
    ...(reliability === undefined ? [] : [`a measured reliability of ${reliability.toFixed(2)} or more`]),
  ];
  return parts.join(' and ');
}

function changeOfRefusal(code: string): string | undefined {
  if (code === 'saturated' || code === 'no-slot')
    return 'Give it more slots or another instance, or ask when it is free.';
  if (code === 'draining') return 'Ask when it has been started again.';
  return undefined;
}

function exactMs(ms: number): string {
  return `${Math.round(ms)} ms`;
}
