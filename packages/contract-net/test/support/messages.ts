// Messages as participants and callers send them, and what every message must be: readable on the other side.

import { decode, encode, type Message, type MessageOf, type Performative } from '@parley/protocol';
import type { Outgoing } from '../../src/index.ts';

let count = 0;

/** A message with an envelope of its own. */
export function message<P extends Performative>(
  performative: P,
  body: MessageOf<P>['body'],
  envelope: { id?: string; from?: string; attempt?: number; inReplyTo?: string; withinMs?: number } = {},
): MessageOf<P> {
  count++;
  const { id = `${performative}-${count}`, from = 'someone/1', ...rest } = envelope;
  return { v: 1, id, conversation: 'c1', from, performative, body, ...rest } as unknown as MessageOf<P>;
}

/** A bid: 1.00 USD in 100 ms, valid for 10 s, where nothing else is said. */
export function propose(
  bid: { price?: string; currency?: string; etaMs?: number; validForMs?: number; missing?: string[]; id?: string } = {},
): MessageOf<'propose'> {
  const { price = '1.00', currency = 'USD', etaMs = 100, validForMs = 10_000, missing, id } = bid;
  const fit = missing === undefined ? { status: 'ok' as const } : { status: 'missing' as const, missing };
  return message(
    'propose',
    { price: { amount: price, currency }, etaMs, fit, validForMs },
    id === undefined ? {} : { id },
  );
}

export const refuse = (
  code: MessageOf<'refuse'>['body']['code'] = 'saturated',
  envelope: { attempt?: number; id?: string } = {},
): MessageOf<'refuse'> => message('refuse', { code, text: `because ${code}` }, envelope);

export const agree = (attempt?: number): MessageOf<'agree'> =>
  message('agree', { etaMs: 100 }, attempt === undefined ? {} : { attempt });

export const progress = (attempt?: number, body: MessageOf<'inform-progress'>['body'] = { share: 0.5 }) =>
  message('inform-progress', body, attempt === undefined ? {} : { attempt });

export const result = (attempt?: number, output: unknown = 'done'): MessageOf<'inform-result'> =>
  message('inform-result', { output }, attempt === undefined ? {} : { attempt });

export const query = (attempt?: number, question = 'Which account?'): MessageOf<'query'> =>
  message('query', { question, schema: { type: 'string' } }, attempt === undefined ? {} : { attempt });

export const failure = (attempt?: number, body: Partial<MessageOf<'failure'>['body']> = {}): MessageOf<'failure'> =>
  message(
    'failure',
    { code: 'broken', text: 'it broke', retryable: true, ...body },
    attempt === undefined ? {} : { attempt },
  );

export const notUnderstood = (missing: string[] = ['amount']): MessageOf<'not-understood'> =>
  message('not-understood', {
    code: 'missing-input',
    text: `needs ${missing.join(', ')}`,
    schema: { type: 'object', required: missing },
    missing,
  });

/** What a role sends, as the other side reads it; throws where it would not be understood. */
export function onTheWire(part: Outgoing<Performative>, envelope: { id: string; from: string }): Message {
  const decoded = decode(encode({ v: 1, conversation: 'c1', ...envelope, ...part } as unknown as Message));
  if (!decoded.ok) throw new Error(`The other side could not read it: ${decoded.error.text}`);
  return decoded.message;
}
