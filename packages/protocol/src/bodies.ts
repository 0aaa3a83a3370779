// What each act carries beside the envelope, after FIPA SC00037 (the acts) and SC00029 (the contract net). The
// schema is the truth and docs/protocol.md its prose. Unknown fields are kept and ignored, so that a newer peer can
// say more; what is needed is strict and bounded.

import { z } from 'zod';
import { limits } from './limits.ts';
import { Money } from './money.ts';
import { Address, Token } from './tokens.ts';

const text = z.string().max(limits.textCharactersMax);
const durationMs = z.number().nonnegative().max(limits.withinMsMax);
const jsonSchema = z.record(z.string(), z.unknown());

/** Why a participant will not bid or will not begin. */
export const refusalCodes = [
  'saturated',
  'draining',
  'no-slot',
  'not-capable',
  'unknown-agent',
  'unknown-capability',
  'over-limit',
  'too-late',
  'declined',
  'bid-failed',
  'loop',
  'hops-exhausted',
  'unknown-proposal',
  'unknown-contract',
  'duplicate',
  'wrong-schema',
] as const;

/** Why a proposal was not taken. */
export const rejectionCodes = [
  'lost',
  'late',
  'duplicate',
  'ineligible',
  'unknown-task',
  'cancelled',
  'expired',
  'settled',
] as const;

/** What a standing contract is for: many calls for the price and in the time of one bid. */
export const ContractTerms = z.looseObject({
  /** How long it holds; each `renew` begins anew. */
  forMs: durationMs,
  /** Calls at a time. */
  inFlight: z.int().min(1).max(limits.contractInFlightMax),
  perSecond: z.number().positive().optional(),
});
export type ContractTerms = z.infer<typeof ContractTerms>;

/** What a bidder is asked to better its bid to; a bid that stays as it is holds. */
export const Revision = z.looseObject({
  price: Money.optional(),
  etaMs: durationMs.optional(),
  text: text.optional(),
});
export type Revision = z.infer<typeof Revision>;

/** A call for proposals. The envelope's `withinMs` is how long bids are awaited (FIPA's reply-by). */
export const Cfp = z.looseObject({
  capability: Token,
  intent: z.string().max(limits.intentCharactersMax),
  input: z.unknown().optional(),
  limits: z.looseObject({ price: Money.optional(), withinMs: durationMs }),
  round: z.int().min(1).max(limits.roundsMax),
  /** Agents above this one, for loops. */
  path: z.array(Address).max(limits.hopsMax),
  hopsLeft: z.int().min(0).max(limits.hopsMax),
  /** The conversation that this one is a part of. */
  parent: Token.optional(),
  /** The caller's own schema of its input, where it asks by a version of the capability that differs. */
  inputSchema: jsonSchema.optional(),
  /** Only to see who would bid what: a bid made for it promises nothing, and nothing is awarded. */
  dryRun: z.boolean().optional(),
  /** It is about the bid that `inReplyTo` names: a better one is wanted, in its place. */
  revision: Revision.optional(),
  /** A standing contract is wanted: the award opens it, and `input` is an example of what will be asked under it. */
  contract: ContractTerms.optional(),
});
export type Cfp = z.infer<typeof Cfp>;

/** One lossless change that makes a caller's input suit: `note` says it to a person, `sum → amount`. */
export const Mapping = z.looseObject({
  kind: z.string().max(64),
  from: z.string().max(200).optional(),
  to: z.string().max(200),
  note: z.string().max(400),
  similarity: z.number().min(-1).max(1).optional(),
});
export type Mapping = z.infer<typeof Mapping>;

/** How well the input suits: as it is, after lossless changes, or with fields missing. */
export const Fit = z.looseObject({
  status: z.enum(['ok', 'adapted', 'missing']),
  missing: z.array(z.string().max(200)).max(64).optional(),
  mapping: z.array(Mapping).max(limits.mappingsMax).optional(),
});
export type Fit = z.infer<typeof Fit>;

/** A sealed bid. `note` is shown and never decided on. */
export const Propose = z.looseObject({
  price: Money,
  etaMs: durationMs,
  fit: Fit,
  terms: z.record(z.string(), z.unknown()).optional(),
  validForMs: durationMs,
  /** How many such tasks it could take now; a bid holds none of them. */
  freeSlots: z.int().min(0).max(limits.slotsMax).optional(),
  note: text.optional(),
});
export type Propose = z.infer<typeof Propose>;

export const Refuse = z.looseObject({ code: z.enum(refusalCodes), text });
export type Refuse = z.infer<typeof Refuse>;

/** The schema wanted, and what is missing or wrong. */
export const NotUnderstood = z.looseObject({
  code: z.enum([
    'missing-input',
    'wrong-schema',
    'undecodable',
    'unknown-version',
    'unknown-performative',
    'payload-too-large',
  ]),
  text,
  schema: jsonSchema.optional(),
  missing: z.array(z.string().max(200)).max(64).optional(),
});
export type NotUnderstood = z.infer<typeof NotUnderstood>;

/** What an earlier attempt left behind, for the next one. */
export const EarlierAttempt = z.looseObject({
  attempt: z.int().min(1).max(limits.attemptsMax),
  agent: Token,
  instance: Token,
  cause: z.string().max(64),
  text,
  share: z.number().min(0).max(1).optional(),
  partial: z.unknown().optional(),
});
export type EarlierAttempt = z.infer<typeof EarlierAttempt>;

export const EarlierAnswer = z.looseObject({ question: text, value: z.unknown() });
export type EarlierAnswer = z.infer<typeof EarlierAnswer>;

/** The award. `fence` is the attempt number: only the newest attempt commits. */
export const AcceptProposal = z.looseObject({
  fence: z.int().min(1).max(limits.attemptsMax),
  /** Absent where the caller gave none: the participant has what it read from the intent when it bid. */
  input: z.unknown().optional(),
  context: z.looseObject({
    attempts: z.array(EarlierAttempt).max(limits.attemptsMax),
    /** What the caller has answered in this conversation already. */
    answers: z.array(EarlierAnswer).max(limits.questionsMax).optional(),
  }),
  idempotencyKey: z.string().min(1).max(200),
  /** Silence longer than this is taken for failure. */
  progressWithinMs: durationMs.optional(),
});
export type AcceptProposal = z.infer<typeof AcceptProposal>;

export const RejectProposal = z.looseObject({ code: z.enum(rejectionCodes), text: text.optional() });
export type RejectProposal = z.infer<typeof RejectProposal>;

export const Agree = z.looseObject({ etaMs: durationMs });
export type Agree = z.infer<typeof Agree>;

export const InformProgress = z.looseObject({
  share: z.number().min(0).max(1).optional(),
  note: text.optional(),
  partial: z.unknown().optional(),
});
export type InformProgress = z.infer<typeof InformProgress>;

export const InformResult = z.looseObject({ output: z.unknown().optional() });
export type InformResult = z.infer<typeof InformResult>;

export const Failure = z.looseObject({
  code: z.string().max(64),
  text,
  retryable: z.boolean(),
  cause: text.optional(),
  partial: z.unknown().optional(),
});
export type Failure = z.infer<typeof Failure>;

export const Cancel = z.looseObject({ reason: text });
export type Cancel = z.infer<typeof Cancel>;

/** A worker's question in the middle of its work. */
export const Query = z.looseObject({ question: text, schema: jsonSchema.optional() });
export type Query = z.infer<typeof Query>;

/** To the query that `inReplyTo` names: a value, or why there is none. */
export const Answer = z.looseObject({ value: z.unknown().optional(), refused: text.optional() });
export type Answer = z.infer<typeof Answer>;

/**
 * A call under the standing contract that the envelope's `conversation` names. Where it is made again elsewhere,
 * `idempotencyKey` is that of the first time; then it is absent, and means the caller's instance, a dash and the message's id.
 */
export const Request = z.looseObject({ input: z.unknown().optional(), idempotencyKey: Token.optional() });
export type Request = z.infer<typeof Request>;

/** Of a contract, which the envelope's `conversation` names, or of a fence. */
export const Renew = z.looseObject({ fence: z.int().optional(), forMs: durationMs });
export type Renew = z.infer<typeof Renew>;

/** Of the same. */
export const Revoke = z.looseObject({ fence: z.int().optional(), reason: text });
export type Revoke = z.infer<typeof Revoke>;

/** An operator's word to one instance. */
export const Control = z.looseObject({
  action: z.enum(['drain', 'resume', 'stop', 'restart', 'quarantine']),
  reason: text.optional(),
});
export type Control = z.infer<typeof Control>;

/** A meaning published for whoever cares about it. */
export const Signal = z.looseObject({
  text,
  space: z.string().max(200).optional(),
  vector: z.looseObject({ scale: z.number(), data: z.string().max(8_192) }).optional(),
  data: z.unknown().optional(),
});
export type Signal = z.infer<typeof Signal>;

export const lifecycleStates = ['starting', 'available', 'saturated', 'draining', 'stopped'] as const;
export type LifecycleState = (typeof lifecycleStates)[number];

/** What an instance says of itself: hello at its start, beat while it lives, bye at its end. */
export const Presence = z.looseObject({
  state: z.enum(lifecycleStates),
  load: z.looseObject({
    working: z.int().min(0),
    slots: z.int().min(1),
    held: z.int().min(0),
    /** Bids made, awards taken and work that failed since its start. */
    bids: z.int().min(0).optional(),
    awards: z.int().min(0).optional(),
    failures: z.int().min(0).optional(),
  }),
  pid: z.int().min(1),
  /** The embedding space it really uses. */
  space: z.string().max(200),
  version: z.string().max(64).optional(),
});
export type Presence = z.infer<typeof Presence>;

/** A supervisor's word to all that an instance is gone. The subject names the instance. */
export const Down = z.looseObject({
  agent: Token,
  instance: Token,
  cause: z.enum(['exit', 'silence', 'disconnect', 'drained']),
  text,
  /** From the last sign of life to the moment it was declared dead. */
  detectionMs: z.number().min(0),
});
export type Down = z.infer<typeof Down>;
