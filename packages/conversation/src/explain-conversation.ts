// A conversation in a few sentences: how it ended, why this agent, what broke, what was done about it, what it cost. It
// says only what the record knows, and it says where the record is short.

import { gapLines } from './render-timeline.ts';
import type { AttemptView, ConversationView } from './view.ts';
import { whyNot } from './why-not.ts';
import { amount, apart, duration, lineOf, mappingText, offer, type TextLine } from './words.ts';

export function explainConversation(view: ConversationView): readonly TextLine[] {
  return [
    headline(view),
    ...partOf(view),
    ...whyAndWhatBroke(view),
    ...costLines(view),
    ...whoElse(view),
    ...gapLines(view.gaps),
  ];
}

function headline(view: ConversationView): TextLine {
  const { asked, state, outcome, outcomeText = '', elapsedMs } = view;
  const what = asked?.intent === undefined ? `Conversation ${view.conversation}` : `"${asked.intent}"`;
  const after = elapsedMs === undefined ? '' : ` after ${duration(elapsedMs)}`;
  if (state === 'unknown') return lineOf('bad', `${what}: nothing of its caller's is in the record.`);
  if (state !== 'settled') return lineOf('strong', `${what} is under way${after}: ${state}.`);
  return lineOf(outcome === 'done' ? 'good' : 'bad', `${what} ended ${outcome}${after}: ${outcomeText}`);
}

function partOf({ asked }: ConversationView): readonly TextLine[] {
  return asked?.parent === undefined ? [] : [lineOf('plain', `It is a part of ${asked.parent}.`)];
}

// Award after award, each with what became of it; where there was none, who came nearest.
function whyAndWhatBroke(view: ConversationView): readonly TextLine[] {
  if (view.attempts.length > 0) {
    return view.attempts.flatMap((attempt) => {
      const award = [lineOf('plain', awardText(view, attempt)), ...adaptedLines(view, attempt)];
      return attempt.ended === 'failed'
        ? [...award, lineOf('bad', failureText(attempt)), whatWasDone(view, attempt)]
        : award;
    });
  }
  const { nearest = [], threshold } = view.settled ?? {};
  return nearest.map(({ agent, capability, similarity }) => {
    const [own, needed] = apart(similarity, threshold ?? similarity);
    const under = threshold === undefined ? '' : `, ${needed} is needed`;
    return lineOf('plain', `Nearest: ${capability} of ${agent}, similarity ${own}${under}.`);
  });
}

function awardText({ attempts, boards, bidders }: ConversationView, attempt: AttemptView): string {
  const { agent, instance, why, round } = attempt;
  const said = `Attempt ${attempt.attempt} went to ${agent}/${instance} for ${offer(attempt)}: ${why}`;
  if (attempts.find((each) => each.round === round) !== attempt) return `${said}.`;
  const bids = boards.findLast((board) => board.round === round)?.rows.length ?? 0;
  const asked = bidders.filter((each) => each.round === round).length;
  return `${said} (${bids} of ${asked} asked made a bid).`;
}

function adaptedLines({ boards }: ConversationView, { agent, instance, round }: AttemptView): readonly TextLine[] {
  const board = boards.findLast((each) => each.round <= round);
  const row = board?.rows.find((each) => each.agent === agent && each.instance === instance);
  const mapping = row?.fit.mapping ?? [];
  return mapping.length === 0 ? [] : [lineOf('plain', `${agent} took the input adapted: ${mappingText(mapping)}.`)];
}

function failureText({ attempt, agent, instance, cause, text, noticedBy, detectionMs, share }: AttemptView): string {
  const when = detectionMs === undefined ? '' : `, after ${duration(detectionMs)}`;
  const far = share === undefined ? '' : `, at ${Math.round(share * 100)}%`;
  return `Attempt ${attempt} broke${far}: ${agent}/${instance} (${cause}): ${text}. It was noticed because ${noticedBy}${when}.`;
}

function whatWasDone({ reroutes, restarts, outcome }: ConversationView, attempt: AttemptView): TextLine {
  const reroute = reroutes.find((each) => each.attempt === attempt.attempt);
  const back = restarts.find(({ agent, replaces }) => agent === attempt.agent && replaces === attempt.instance);
  const how = reroute?.calledAgain ? 'after another call' : 'by the bids that were there';
  const done =
    reroute === undefined
      ? `Nobody took over: it ended ${outcome ?? 'open'}.`
      : `${reroute.to} took over ${duration(reroute.rerouteMs)} later, ${how}.`;
  const restart = back === undefined ? '' : ` The supervisor started ${back.agent}/${back.instance} in its place.`;
  return lineOf('plain', done + restart);
}

function costLines({ cost, asked, attempts, elapsedMs }: ConversationView): readonly TextLine[] {
  const limit = asked?.priceLimit === undefined ? '' : ` of at most ${amount(asked.priceLimit)}`;
  const lostMs = attempts.reduce((sum, { ended, awardedAtMs, endedAtMs }) => {
    return ended === 'failed' && endedAtMs !== undefined ? sum + endedAtMs - awardedAtMs : sum;
  }, 0);
  const time = elapsedMs === undefined ? '' : `, ${duration(elapsedMs)}`;
  const lost = lostMs === 0 ? '' : `, ${duration(lostMs)} of it in attempts that broke`;
  const count = `${attempts.length} attempt${attempts.length === 1 ? '' : 's'}`;
  if (cost === undefined)
    return attempts.length === 0 ? [] : [lineOf('plain', `It cost nothing${time}, ${count}${lost}.`)];
  return [lineOf('plain', `It cost ${amount(cost)}${limit}${time}, ${count}${lost}.`)];
}

// Everybody who was asked and never got it, in a sentence each.
function whoElse(view: ConversationView): readonly TextLine[] {
  const awarded = new Set(view.attempts.map(({ agent, instance }) => `${agent}/${instance}`));
  return view.bidders
    .map(({ agent, instance }) => `${agent}/${instance}`)
    .filter((address) => !awarded.has(address))
    .map((address) => lineOf('quiet', whyNot(view, address).text));
}
