// Bytes to messages and back. Decoding never throws: any bytes give a message or a typed error that says which
// rule they broke. It validates once, at the boundary, so that nobody behind it has to.

import { type ErrorCode, messageOf, ParleyError } from './errors.ts';
import { limits } from './limits.ts';
import { Message, performatives, protocolVersion } from './message.ts';
import { isToken } from './tokens.ts';

export type DecodeErrorCode = Extract<
  ErrorCode,
  'undecodable' | 'payload-too-large' | 'unknown-version' | 'unknown-performative' | 'wrong-schema'
>;

/** Why bytes are no message. What could be read of the envelope is kept, so that an answer finds its way. */
export interface DecodeError {
  readonly code: DecodeErrorCode;
  readonly text: string;
  readonly id?: string;
  readonly conversation?: string;
  readonly performative?: string;
}

export type Decoded =
  | { readonly ok: true; readonly message: Message }
  | { readonly ok: false; readonly error: DecodeError };

const decoder = new TextDecoder('utf-8', { fatal: true });
const known: ReadonlySet<string> = new Set(performatives);

/**
 * A message as bytes: JSON in UTF-8.
 * @throws ParleyError `payload-too-large`; `wrong-schema` where something in it cannot be written as JSON: a circle, a
 * BigInt, a number that is not finite, nesting deeper than `limits.nestingMax`
 */
export function encode(message: Message): Uint8Array {
  const bytes = written(message, `This ${message.performative}`);
  if (bytes.length > limits.payloadBytesMax) {
    throw new ParleyError(
      'payload-too-large',
      `This ${message.performative} has ${bytes.length} bytes, ${limits.payloadBytesMax} are allowed: send a reference to large data instead.`,
    );
  }
  return bytes;
}

/**
 * How many bytes a value takes in a message.
 * @throws ParleyError `wrong-schema` as `encode`, with `what` in its text
 */
export function jsonBytes(value: unknown, what: string): number {
  return written(value, what).length;
}

function written(value: unknown, what: string): Uint8Array {
  const objection = objectionTo(value);
  if (objection !== undefined) throw new ParleyError('wrong-schema', `${what} cannot be sent: ${objection}.`);
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (thrown) {
    const message = `${what} cannot be written as JSON: ${messageOf(thrown)}.`;
    throw new ParleyError('wrong-schema', message, { cause: thrown });
  }
  if (text === undefined) throw new ParleyError('wrong-schema', `${what} cannot be written as JSON: it is no data.`);
  // From Buffer's pool: a TextEncoder makes memory of its own for each message, and takes five times as long.
  return Buffer.from(text);
}

/** Bytes as a message, or why they are none. Never throws. */
export function decode(bytes: Uint8Array): Decoded {
  if (bytes.length > limits.payloadBytesMax) {
    return refuse('payload-too-large', `${bytes.length} bytes, ${limits.payloadBytesMax} are allowed`);
  }
  let value: unknown;
  try {
    value = JSON.parse(decoder.decode(bytes));
  } catch (thrown) {
    return refuse('undecodable', `not JSON in UTF-8: ${messageOf(thrown).slice(0, 200)}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refuse('undecodable', 'not a JSON object');
  }
  const envelope = value as Record<string, unknown>;
  if (envelope.v !== protocolVersion) {
    return refuse('unknown-version', `version ${printed(envelope.v)}, this peer speaks ${protocolVersion}`, envelope);
  }
  if (typeof envelope.performative !== 'string' || !known.has(envelope.performative)) {
    return refuse(
      'unknown-performative',
      `performative ${printed(envelope.performative)} is not one of ${performatives.join(', ')}`,
      envelope,
    );
  }
  const objection = objectionTo(value);
  if (objection !== undefined) return refuse('wrong-schema', objection, envelope);
  const parsed = Message.safeParse(value);
  if (parsed.success) return { ok: true, message: parsed.data };
  const issue = parsed.error.issues[0];
  const where = issue?.path.map(String).join('.') || 'the message';
  return refuse('wrong-schema', `${where}: ${issue?.message ?? 'does not fit'}`.slice(0, 1_000), envelope);
}

function refuse(code: DecodeErrorCode, text: string, envelope: Record<string, unknown> = {}): Decoded {
  // Only tokens are kept: an answer repeats them in its own envelope, where nothing else would be understood.
  const token = (value: unknown) => (typeof value === 'string' && isToken(value) ? value : undefined);
  const id = token(envelope.id);
  const conversation = token(envelope.conversation);
  const performative = token(envelope.performative);
  return {
    ok: false,
    error: {
      code,
      text,
      ...(id === undefined ? {} : { id }),
      ...(conversation === undefined ? {} : { conversation }),
      ...(performative === undefined ? {} : { performative }),
    },
  };
}

// What JSON could not carry there and back: deep nesting, and numbers beyond a double (1e999 is read as Infinity, which
// would be written as null). Recursion is bounded by `levels` itself, so that hostile nesting costs no stack.
function objectionTo(value: unknown, levels = limits.nestingMax as number): string | undefined {
  if (typeof value === 'number' && !Number.isFinite(value)) return 'a number in it is not finite';
  if (typeof value !== 'object' || value === null) return undefined;
  if (levels === 0) return `nested deeper than ${limits.nestingMax} levels, or in a circle`;
  for (const each of Array.isArray(value) ? value : Object.values(value)) {
    if (typeof each === 'string' || typeof each === 'boolean') continue;
    const objection = objectionTo(each, levels - 1);
    if (objection !== undefined) return objection;
  }
  return undefined;
}

function printed(value: unknown): string {
  if (value === undefined) return 'none';
  return (typeof value === 'string' ? `"${value}"` : typeof value === 'object' ? 'an object' : String(value)).slice(
    0,
    80,
  );
}
