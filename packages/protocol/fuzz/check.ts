// What must hold of any bytes: they give a message that can be written again, or a typed error that can be answered.

import assert from 'node:assert/strict';
import { type Decoded, type DecodeErrorCode, decode, encode, isToken, type Message } from '../src/index.ts';

const codes: ReadonlySet<DecodeErrorCode> = new Set([
  'undecodable',
  'payload-too-large',
  'unknown-version',
  'unknown-performative',
  'wrong-schema',
]);

/** Decodes and checks; throws where something does not hold. Returns what it came to: 'message' or an error's code. */
export function checkDecoding(bytes: Uint8Array): 'message' | DecodeErrorCode {
  const decoded = decode(bytes);
  assert.equal(Object.getOwnPropertyDescriptor(Object.prototype, 'polluted'), undefined, 'nothing is polluted');
  if (!decoded.ok) {
    checkError(decoded.error);
    return decoded.error.code;
  }
  assert.equal(Object.getPrototypeOf(decoded.message), Object.prototype);
  assert.equal(Object.getPrototypeOf(decoded.message.body), Object.prototype);
  const again = decode(encode(decoded.message));
  assert.ok(again.ok, 'what was read can be written and read again');
  assert.deepEqual(again.message, withoutMinusZero(decoded.message));
  return 'message';
}

function checkError(error: Extract<Decoded, { ok: false }>['error']): void {
  assert.ok(codes.has(error.code), `"${error.code}" is a code`);
  assert.ok(error.text.length > 0 && error.text.length <= 2_000, 'the text fits into an answer');
  for (const each of [error.id, error.conversation, error.performative]) assert.ok(each === undefined || isToken(each));
  const { code, text, id, conversation = 'unknown' } = error;
  const answer = {
    ...{ v: 1, id: 'a1', conversation, from: 'card/1', performative: 'not-understood', body: { code, text } },
    ...(id === undefined ? {} : { inReplyTo: id }),
  } as Message;
  assert.ok(decode(encode(answer)).ok, 'the answer to it can be read');
}

// JSON writes -0 as 0.
function withoutMinusZero(value: unknown): unknown {
  if (typeof value === 'number') return value === 0 ? 0 : value;
  if (Array.isArray(value)) return value.map(withoutMinusZero);
  if (typeof value !== 'object' || value === null) return value;
  // fromEntries defines own properties, so a key named __proto__ stays a key.
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withoutMinusZero(each)]));
}
