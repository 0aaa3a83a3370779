// The one envelope and the union of all messages. `performative` decides the body; everything else is the same for
// every act. Deadlines travel as remaining milliseconds, because clocks differ and durations do not.

import { z } from 'zod';
import * as body from './bodies.ts';
import { limits } from './limits.ts';
import { Address, Token } from './tokens.ts';

/** The version this package speaks. */
export const protocolVersion = 1;

const shared = {
  v: z.literal(protocolVersion),
  id: Token,
  conversation: Token,
  task: Token.optional(),
  attempt: z.int().min(0).max(limits.attemptsMax).optional(),
  from: Address,
  inReplyTo: Token.optional(),
  /** How long the sender waits for what this message asks for. */
  withinMs: z.number().min(-limits.withinMsMax).max(limits.withinMsMax).optional(),
};

const act = <Name extends string, Body extends z.ZodType>(performative: Name, schema: Body) =>
  z.looseObject({ ...shared, performative: z.literal(performative), body: schema });

/** Any message of the protocol. */
export const Message = z.discriminatedUnion('performative', [
  act('cfp', body.Cfp),
  act('propose', body.Propose),
  act('refuse', body.Refuse),
  act('not-understood', body.NotUnderstood),
  act('accept-proposal', body.AcceptProposal),
  act('reject-proposal', body.RejectProposal),
  act('agree', body.Agree),
  act('inform-progress', body.InformProgress),
  act('inform-result', body.InformResult),
  act('failure', body.Failure),
  act('cancel', body.Cancel),
  act('query', body.Query),
  act('answer', body.Answer),
  act('request', body.Request),
  act('renew', body.Renew),
  act('revoke', body.Revoke),
  act('control', body.Control),
  act('signal', body.Signal),
  act('hello', body.Presence),
  act('beat', body.Presence),
  act('bye', body.Presence),
  act('down', body.Down),
]);
export type Message = z.infer<typeof Message>;
export type Performative = Message['performative'];
/** The message of one performative: `MessageOf<'propose'>`. */
export type MessageOf<P extends Performative> = Extract<Message, { performative: P }>;

/** All performatives, in the order of the union. */
export const performatives: readonly Performative[] = Message.options.map((option) => option.shape.performative.value);
