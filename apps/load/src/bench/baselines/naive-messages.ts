// The messages of the naive contract net as somebody would write them with zod: the fields Parley sends, one schema a
// performative, each message parsed where it arrives.

import { z } from 'zod';

const Money = z.object({ amount: z.string(), currency: z.string() });
const withinMs = z.number().positive();

const envelope = {
  v: z.literal(1),
  id: z.string(),
  conversation: z.string(),
  task: z.string(),
  from: z.string(),
  inReplyTo: z.string().optional(),
  attempt: z.number().int().positive().optional(),
};

const Cfp = z.object({
  ...envelope,
  performative: z.literal('cfp'),
  withinMs,
  body: z.object({
    capability: z.string(),
    intent: z.string(),
    limits: z.object({ withinMs }),
    round: z.number().int().positive(),
    path: z.array(z.string()),
    hopsLeft: z.number().int(),
    input: z.record(z.string(), z.unknown()),
  }),
});

const Propose = z.object({
  ...envelope,
  performative: z.literal('propose'),
  body: z.object({
    price: Money,
    etaMs: z.number().nonnegative(),
    validForMs: z.number().positive(),
    fit: z.object({ status: z.enum(['ok', 'adapted', 'missing']) }),
  }),
});

const AcceptProposal = z.object({
  ...envelope,
  performative: z.literal('accept-proposal'),
  withinMs,
  body: z.object({
    fence: z.number().int().positive(),
    input: z.record(z.string(), z.unknown()),
    context: z.object({ attempts: z.array(z.unknown()) }),
    idempotencyKey: z.string(),
    progressWithinMs: z.number().positive(),
  }),
});

const RejectProposal = z.object({
  ...envelope,
  performative: z.literal('reject-proposal'),
  body: z.object({ code: z.string() }),
});

const InformResult = z.object({
  ...envelope,
  performative: z.literal('inform-result'),
  body: z.object({ output: z.record(z.string(), z.unknown()) }),
});

export const NaiveMessage = z.discriminatedUnion('performative', [
  Cfp,
  Propose,
  AcceptProposal,
  RejectProposal,
  InformResult,
]);
export type NaiveMessage = z.infer<typeof NaiveMessage>;
export type Proposal = z.infer<typeof Propose>;
export type Result = z.infer<typeof InformResult>;
