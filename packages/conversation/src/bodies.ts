// What an entry of the record may tell, told apart by `type`. The caller's are the events of its conversation, each with
// `atMs`, milliseconds since that conversation began by the caller's clock; beside them stand what an agent and a
// supervisor saw of it. Nothing is decided by any of this, so unknown fields are dropped and words are not enumerated.

import { limits, Money } from '@parley/protocol';
import { z } from 'zod';

const text = z.string().max(8 * limits.textCharactersMax);
const name = z.string().max(63);
const durationMs = z.number();
const atMs = z.number();
const who = { agent: name, instance: name };
const many = <Item extends z.ZodType>(item: Item) => z.array(item).max(1_024).readonly();

const Weights = z.object({ price: z.number(), time: z.number(), reliability: z.number(), quality: z.number() });
/** One lossless change that made an input suit. */
const Mapping = z.object({
  kind: z.string().max(64),
  from: z.string().max(200).optional(),
  to: z.string().max(200),
  note: z.string().max(400).optional(),
  similarity: z.number().optional(),
});
const Fit = z.object({
  status: z.string().max(64),
  missing: many(z.string()).optional(),
  mapping: many(Mapping).optional(),
});
const Nearest = z.object({ agent: name, capability: name, similarity: z.number() });
const Candidate = z.object({
  ...who,
  capability: name,
  similarity: z.number(),
  reliability: z.number(),
  /** By how much that may be wrong, in its favour. */
  doubt: z.number().optional(),
  /** How many times its promised time it is expected to take, where that is not once. */
  timeFactor: z.number().optional(),
});

/** A capability that was known and not called, and why. */
const Missed = z.object({
  agent: name,
  instance: name.optional(),
  capability: name,
  similarity: z.number(),
  why: z.enum(['under-threshold', 'not-among-the-nearest', 'excluded', 'ineligible']),
  text: text.optional(),
});

const BoardRow = z.object({
  ...who,
  capability: name,
  price: Money,
  etaMs: durationMs,
  timeFactor: z.number().optional(),
  fit: Fit,
  note: text.optional(),
  score: z.number().optional(),
  scoreByTerm: Weights.optional(),
  ineligible: z.object({ code: z.string().max(64), text }).optional(),
});

const callers = [
  z.object({
    type: z.literal('asked'),
    atMs,
    /** Absent where content is not captured. */
    intent: z.string().max(limits.intentCharactersMax).optional(),
    /** Where it was asked for by its definition. */
    capability: name.optional(),
    input: z.unknown().optional(),
    withinMs: durationMs,
    currency: z.string().max(8),
    weights: Weights,
    priceLimit: Money.optional(),
    prefer: z.string().max(64).optional(),
    firstAcceptable: z.boolean().optional(),
    /** Nothing was to be awarded. */
    dryRun: z.boolean().optional(),
    /** The conversation that this one is a part of. */
    parent: name.optional(),
    /** The name of the client that asked, where it has one. */
    by: name.optional(),
    /** A standing contract was asked for: how long it holds without a renewal. */
    contract: z.object({ forMs: durationMs, inFlight: z.number(), perSecond: z.number().optional() }).optional(),
    /** One of many calls under the standing contract of `parent`, or what some of them came to together. */
    isCall: z.boolean().optional(),
    /** The caller ranked the bids itself. */
    ownChoice: z.boolean().optional(),
    /** The caller scored the bids by a function of its own. */
    ownScore: z.boolean().optional(),
  }),
  z.object({
    type: z.literal('shortlisted'),
    atMs,
    round: z.number(),
    candidates: many(Candidate),
    threshold: z.number().optional(),
    /** How many agents were wanted. */
    size: z.number().optional(),
    missed: many(Missed).optional(),
    /** How many more were missed than are named; 0 says that everybody known is named. */
    missedMore: z.number().optional(),
  }),
  z.object({ type: z.literal('called'), atMs, round: z.number(), bidders: many(z.string()), windowMs: durationMs }),
  z.object({
    type: z.literal('revised'),
    atMs,
    round: z.number(),
    bidders: many(z.string()),
    windowMs: durationMs,
    price: Money.optional(),
    etaMs: durationMs.optional(),
    text: text.optional(),
  }),
  z.object({ type: z.literal('proposed'), atMs, ...who, price: Money, etaMs: durationMs, note: text.optional() }),
  z.object({ type: z.literal('refused'), atMs, ...who, code: z.string().max(64), text }),
  z.object({ type: z.literal('not-understood'), atMs, ...who, text, missing: many(z.string()) }),
  z.object({ type: z.literal('unreachable'), atMs, ...who, text }),
  z.object({ type: z.literal('scored'), atMs, board: many(BoardRow), weights: Weights }),
  z.object({
    type: z.literal('awarded'),
    atMs,
    attempt: z.number(),
    ...who,
    capability: name,
    price: Money,
    etaMs: durationMs,
    /** How many tasks were awarded together, where they were. */
    clearedWith: z.number().optional(),
    why: text,
  }),
  z.object({ type: z.literal('agreed'), atMs, attempt: z.number(), ...who, etaMs: durationMs }),
  z.object({
    type: z.literal('progress'),
    atMs,
    attempt: z.number(),
    ...who,
    share: z.number().optional(),
    note: text.optional(),
    partial: z.unknown().optional(),
  }),
  /** What calls under a standing contract came to, since the last time this was written. */
  z.object({
    type: z.literal('metered'),
    atMs,
    ...who,
    capability: name,
    calls: z.number().min(0),
    failed: z.number().min(0),
    /** Of those that were done. */
    price: Money,
  }),
  z.object({
    type: z.literal('queried'),
    atMs,
    attempt: z.number(),
    ...who,
    query: z.string().max(64),
    /** Absent where content is not captured. */
    question: text.optional(),
    schema: z.record(z.string(), z.unknown()).optional(),
  }),
  z.object({
    type: z.literal('answered'),
    atMs,
    attempt: z.number(),
    ...who,
    query: z.string().max(64),
    question: text.optional(),
    value: z.unknown().optional(),
    refused: text.optional(),
  }),
  z.object({
    type: z.literal('attempt-failed'),
    atMs,
    attempt: z.number(),
    ...who,
    cause: z.string().max(64),
    text,
    noticedBy: text,
    detectionMs: durationMs.optional(),
  }),
  z.object({ type: z.literal('rejected-late'), atMs, ...who, performative: z.string().max(64), text }),
  z.object({
    type: z.literal('settled'),
    atMs,
    outcome: z.string().max(64),
    text,
    agent: name.optional(),
    instance: name.optional(),
    capability: name.optional(),
    price: Money.optional(),
    output: z.unknown().optional(),
    code: z.string().max(64).optional(),
    nearest: many(Nearest).optional(),
    threshold: z.number().optional(),
    missing: many(z.string()).optional(),
  }),
] as const;

const agents = [
  z.object({
    type: z.literal('bid-made'),
    capability: name,
    round: z.number(),
    price: Money,
    etaMs: durationMs,
    validForMs: durationMs.optional(),
    note: text.optional(),
    input: z.unknown().optional(),
    mapping: many(Mapping).optional(),
  }),
  z.object({ type: z.literal('bid-refused'), capability: name, round: z.number(), code: z.string().max(64), text }),
  z.object({ type: z.literal('bid-missing'), capability: name, round: z.number(), missing: many(z.string()), text }),
  z.object({
    type: z.literal('work-started'),
    capability: name,
    attempt: z.number(),
    input: z.unknown().optional(),
  }),
  z.object({
    type: z.literal('work-ended'),
    capability: name,
    attempt: z.number(),
    /** done, failed, cancelled or expired */
    ended: z.string().max(64),
    code: z.string().max(64).optional(),
    text: text.optional(),
    output: z.unknown().optional(),
  }),
  /** won, lost, expired, cancelled or declined */
  z.object({ type: z.literal('part-ended'), end: z.string().max(64), text }),
] as const;

const others = [
  /** A supervisor saw an instance end. */
  z.object({ type: z.literal('down'), ...who, cause: z.string().max(64), text, detectionMs: durationMs }),
  /** A supervisor started another instance in the place of one that ended. */
  z.object({ type: z.literal('restarted'), ...who, replaces: name.optional(), afterMs: durationMs.optional() }),
  /** The writer had to leave entries out. */
  z.object({ type: z.literal('gap'), dropped: z.number(), text }),
] as const;

/** What an entry tells. */
export const EntryBody = z.discriminatedUnion('type', [...callers, ...agents, ...others]);
export type EntryBody = z.infer<typeof EntryBody>;
export type EntryType = EntryBody['type'];
/** The body of one type: `BodyOf<'awarded'>`. */
export type BodyOf<T extends EntryType> = Extract<EntryBody, { type: T }>;
export type Candidate = z.infer<typeof Candidate>;
export type Mapping = z.infer<typeof Mapping>;
export type Missed = z.infer<typeof Missed>;
export type BoardRow = z.infer<typeof BoardRow>;
export type Weights = z.infer<typeof Weights>;
