// The initiator's memory: who was called, what they answered, which attempts were made. Plain data, never changed
// in place. `Step` collects what a transition says and does.

import type { EarlierAnswer, EarlierAttempt, Fit, Money } from '@parley/protocol';
import type { ScoreBid, Weights } from '../choose.ts';
import type { InitiatorCommand } from './commands.ts';
import type { BoardRow, Candidate, ConversationEvent, Unstamped } from './events.ts';
import type { AttemptReport } from './settlement.ts';

/** What a conversation begins with. Durations in milliseconds. */
export interface InitiatorInput {
  readonly conversation: string;
  readonly task: string;
  /** The input an award carries, where the caller gave one. */
  readonly input?: unknown;
  readonly priceLimit?: Money;
  readonly withinMs: number;
  readonly currency: string;
  readonly weights: Weights;
  /** The caller's own score, instead of the weights'. */
  readonly scoreBid?: ScoreBid;
  readonly shortlistSizes: readonly number[];
  readonly bidWindowMs: number;
  readonly agreeDeadlineMs: number;
  readonly progressDeadlineMs: number;
  readonly attemptsMax: number;
  /** Close at the first bid within the limits instead of waiting for all. */
  readonly firstAcceptable?: boolean;
  /** Ends where the award would be: nothing is held, and nobody is given anything. */
  readonly dryRun?: boolean;
  /** The caller ranks the bids itself, or takes none: it may have more than one conversation to weigh. */
  readonly ownChoice?: boolean;
  /** The caller may ask for better bids before it awards. */
  readonly revises?: boolean;
  /** Bids are cleared together with those of other conversations: which is as a choice of the caller's. */
  readonly clears?: boolean;
  /** The caller checks a result before it counts as one. */
  readonly verifies?: boolean;
}

type Phase =
  | 'idle'
  | 'shortlisting'
  | 'collecting'
  | 'revising'
  | 'choosing'
  | 'awarding'
  | 'working'
  | 'verifying'
  | 'cancelling'
  | 'settled';

/** One called instance. A bidder is `open` until it has been told how it ended. */
export interface Bidder {
  readonly candidate: Candidate;
  /** The call it was asked in last. */
  readonly round: number;
  readonly answer: 'none' | 'proposed' | 'refused' | 'not-understood' | 'unreachable' | 'garbled';
  readonly open: boolean;
  /** Ids of its answers to calls, so that one delivered twice, even after a second call, counts once. */
  readonly heard: readonly string[];
  readonly text?: string;
  readonly missing?: readonly string[];
  readonly schema?: Readonly<Record<string, unknown>>;
  readonly proposal?: Proposal;
}

interface Proposal {
  readonly id: string;
  readonly price: Money;
  readonly etaMs: number;
  readonly fit: Fit;
  readonly note?: string;
  readonly terms?: Readonly<Record<string, unknown>>;
  readonly freeSlots?: number;
  readonly freshUntilMs: number;
}

export interface InitiatorState {
  readonly input: InitiatorInput;
  readonly phase: Phase;
  readonly round: number;
  /** How often bids were asked to be better. */
  readonly revisions: number;
  /** By `agent/instance`. */
  readonly bidders: Readonly<Record<string, Bidder>>;
  readonly board: readonly BoardRow[];
  /** Bidders of the current round that may still be awarded, best first. */
  readonly ranked: readonly string[];
  readonly attempts: readonly AttemptReport[];
  readonly earlier: readonly EarlierAttempt[];
  /** What the caller has answered so far. */
  readonly answers: readonly EarlierAnswer[];
  readonly current: Current | undefined;
  readonly excludedAgents: readonly string[];
  readonly excludedInstances: readonly string[];
  readonly cancelReason: string | undefined;
  /** How many conversations the current ranking was cleared for, where it was. */
  readonly clearedWith: number | undefined;
}

/** The attempt under way. */
interface Current {
  readonly bidder: string;
  readonly attempt: number;
  readonly progressWithinMs: number;
  readonly share?: number;
  readonly partial?: unknown;
  /** Its questions that are not answered yet. */
  readonly open?: readonly { readonly query: string; readonly question: string }[];
  /** What it delivered, while that is verified. */
  readonly output?: unknown;
}

/** One transition's voice: commands in the order they are to be run. */
export interface Step {
  readonly atMs: number;
  readonly commands: InitiatorCommand[];
}

export function say(step: Step, command: InitiatorCommand): void {
  step.commands.push(command);
}

/** Records an event for whoever follows the conversation. */
export function record(step: Step, event: Unstamped<ConversationEvent>): void {
  step.commands.push({ type: 'record', event: { atMs: step.atMs, ...event } as ConversationEvent });
}

export function initialState(input: InitiatorInput): InitiatorState {
  return {
    input,
    phase: 'idle',
    round: 0,
    revisions: 0,
    bidders: {},
    board: [],
    ranked: [],
    attempts: [],
    earlier: [],
    answers: [],
    current: undefined,
    excludedAgents: [],
    excludedInstances: [],
    cancelReason: undefined,
    clearedWith: undefined,
  };
}

/** The state with one bidder changed. */
export function withBidder(state: InitiatorState, key: string, change: Partial<Bidder>): InitiatorState {
  const bidder = state.bidders[key];
  if (bidder === undefined) return state;
  return { ...state, bidders: { ...state.bidders, [key]: { ...bidder, ...change } } };
}

/** Whether this one has failed here, or its agent for good. */
export function isExcluded(state: InitiatorState, key: string): boolean {
  const agent = state.bidders[key]?.candidate.agent;
  return state.excludedInstances.includes(key) || (agent !== undefined && state.excludedAgents.includes(agent));
}

/** The number of the last call: each is higher than the one before. */
export function roundOf({ round, revisions }: InitiatorState): number {
  return round + revisions;
}

export function remainingMs(state: InitiatorState, step: Step): number {
  return state.input.withinMs - step.atMs;
}
