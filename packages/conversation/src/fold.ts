// From entries in causal order to the view of their conversation. Only its caller (or the coordinator in its place) says
// how it went; what agents say of themselves stays in the timeline. Whatever is missing, something comes out.

import type { Entry } from './batch.ts';
import type { BodyOf, EntryType } from './bodies.ts';
import type { AttemptView, BidderView, BoardView, ConversationView, RerouteView, RoundView } from './view.ts';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** The view while it grows. */
interface Draft {
  asked: BodyOf<'asked'> | undefined;
  settled: BodyOf<'settled'> | undefined;
  lastAtMs: number | undefined;
  startedAtMs: number | undefined;
  readonly rounds: Mutable<RoundView>[];
  readonly bidders: Map<string, Mutable<BidderView>>;
  readonly boards: BoardView[];
  readonly attempts: Mutable<AttemptView>[];
  readonly reroutes: RerouteView[];
  readonly downs: BodyOf<'down'>[];
  readonly restarts: BodyOf<'restarted'>[];
  dropped: number;
}

type Teller<T extends EntryType> = (draft: Draft, body: BodyOf<T>, entry: Entry) => void;

const callerTellers: { readonly [T in EntryType]?: Teller<T> } = {
  asked: (draft, body, { timeMs }) => {
    draft.asked ??= body;
    draft.startedAtMs ??= Math.round(timeMs - body.atMs);
  },
  shortlisted: (draft, { type: _, atMs: __, missed = [], ...round }) => {
    draft.rounds.push({ ...round, missed, called: [] });
  },
  called: onCalled,
  proposed: (draft, { agent, instance, price, etaMs }) => {
    Object.assign(bidderOf(draft, agent, instance), { answer: 'proposed', price, etaMs });
  },
  refused: (draft, { agent, instance, code, text }) => {
    Object.assign(bidderOf(draft, agent, instance), { answer: 'refused', code, text });
  },
  'not-understood': (draft, { agent, instance, text, missing }) => {
    Object.assign(bidderOf(draft, agent, instance), { answer: 'not-understood', text, missing });
  },
  unreachable: (draft, { agent, instance, text }) => {
    Object.assign(bidderOf(draft, agent, instance), { answer: 'unreachable', text });
  },
  scored: (draft, { atMs, weights, board }) => {
    draft.boards.push({ atMs, weights, rows: board, round: roundOf(draft) });
  },
  awarded: onAwarded,
  progress: (draft, { attempt, share }) => {
    const known = draft.attempts.find((each) => each.attempt === attempt);
    if (known !== undefined && share !== undefined) known.share = share;
  },
  'attempt-failed': onAttemptFailed,
  'rejected-late': (draft, { agent, instance, performative, text }) => {
    bidderOf(draft, agent, instance).late = { performative, text };
  },
  settled: onSettled,
};

/** What the entries come to; `timeline` is in causal order. */
export function fold(
  conversation: string,
  timeline: readonly Entry[],
  gaps: Omit<ConversationView['gaps'], 'dropped'> & { readonly content: boolean },
): ConversationView {
  const draft = emptyDraft();
  for (const entry of timeline) tell(draft, entry);
  const { content, ...rest } = gaps;
  const done = draft.attempts.find(({ ended }) => ended === 'done');
  const elapsedMs = draft.settled?.atMs ?? draft.lastAtMs;
  const cost = draft.settled?.price ?? done?.price;
  const { asked, settled, startedAtMs } = draft;
  return {
    conversation,
    state: stateOf(draft),
    ...(settled === undefined ? {} : { outcome: settled.outcome, outcomeText: settled.text, settled }),
    ...(asked === undefined ? {} : { asked }),
    rounds: draft.rounds,
    bidders: [...draft.bidders.values()],
    boards: draft.boards,
    attempts: draft.attempts,
    reroutes: draft.reroutes,
    ...(done === undefined ? {} : { winner: `${done.agent}/${done.instance}` }),
    ...(cost === undefined ? {} : { cost }),
    ...(startedAtMs === undefined ? {} : { startedAtMs }),
    ...(elapsedMs === undefined ? {} : { elapsedMs }),
    downs: draft.downs,
    restarts: draft.restarts,
    content,
    timeline,
    gaps: { ...rest, dropped: draft.dropped },
  };
}

function emptyDraft(): Draft {
  return {
    asked: undefined,
    settled: undefined,
    lastAtMs: undefined,
    startedAtMs: undefined,
    rounds: [],
    bidders: new Map(),
    boards: [],
    attempts: [],
    reroutes: [],
    downs: [],
    restarts: [],
    dropped: 0,
  };
}

function tell(draft: Draft, entry: Entry): void {
  const { body, writer } = entry;
  if (body.type === 'gap') draft.dropped += body.dropped;
  if (body.type === 'unknown') return;
  if (writer.kind === 'supervisor') {
    if (body.type === 'down') draft.downs.push(body);
    if (body.type === 'restarted') draft.restarts.push(body);
    return;
  }
  if (writer.kind === 'agent') return;
  if ('atMs' in body) draft.lastAtMs = Math.max(draft.lastAtMs ?? 0, body.atMs);
  const teller = callerTellers[body.type] as Teller<EntryType> | undefined;
  teller?.(draft, body, entry);
}

function onCalled(draft: Draft, { round, bidders, windowMs }: BodyOf<'called'>): void {
  const known = draft.rounds.findLast((each) => each.round === round);
  if (known === undefined) draft.rounds.push({ round, candidates: [], missed: [], called: bidders, windowMs });
  else Object.assign(known, { called: bidders, windowMs });
  for (const address of bidders) {
    const [agent = '', instance = ''] = address.split('/');
    draft.bidders.set(address, { agent, instance, round, answer: 'none' });
  }
}

function onAwarded(draft: Draft, { type: _, atMs, ...award }: BodyOf<'awarded'>): void {
  const before = draft.attempts.at(-1);
  const round = roundOf(draft);
  if (before?.ended === 'failed' && before.endedAtMs !== undefined) {
    draft.reroutes.push({
      attempt: before.attempt,
      from: `${before.agent}/${before.instance}`,
      to: `${award.agent}/${award.instance}`,
      cause: before.cause ?? 'unknown',
      ...(before.detectionMs === undefined ? {} : { detectionMs: before.detectionMs }),
      rerouteMs: Math.max(0, atMs - before.endedAtMs),
      calledAgain: round > before.round,
    });
  }
  draft.attempts.push({ ...award, awardedAtMs: atMs, round, ended: 'open' });
}

function onAttemptFailed(draft: Draft, body: BodyOf<'attempt-failed'>): void {
  const { attempt, cause, text, noticedBy, detectionMs, atMs } = body;
  const known = draft.attempts.find((each) => each.attempt === attempt);
  if (known === undefined) return;
  Object.assign(known, { ended: 'failed', endedAtMs: atMs, cause, text, noticedBy });
  if (detectionMs !== undefined) known.detectionMs = detectionMs;
}

function onSettled(draft: Draft, body: BodyOf<'settled'>): void {
  draft.settled ??= body;
  const last = draft.attempts.at(-1);
  if (last?.ended !== 'open') return;
  last.ended = body.outcome === 'done' ? 'done' : 'stopped';
  last.endedAtMs = body.atMs;
}

function bidderOf(draft: Draft, agent: string, instance: string): Mutable<BidderView> {
  const key = `${agent}/${instance}`;
  const known = draft.bidders.get(key);
  if (known !== undefined) return known;
  const made: Mutable<BidderView> = { agent, instance, round: roundOf(draft), answer: 'none' };
  draft.bidders.set(key, made);
  return made;
}

function roundOf(draft: Draft): number {
  return draft.rounds.at(-1)?.round ?? 0;
}

function stateOf({ asked, settled, rounds, attempts, lastAtMs }: Draft): ConversationView['state'] {
  if (settled !== undefined) return 'settled';
  const last = attempts.at(-1);
  if (last !== undefined)
    return last.ended !== 'open' ? 'collecting' : last.share === undefined ? 'awarded' : 'working';
  if (rounds.length > 0) return 'collecting';
  return asked === undefined && lastAtMs === undefined ? 'unknown' : 'asked';
}
