// Ids: a conversation's is also its W3C trace id, a message's is short and unique within its sender.

import { randomBytes } from 'node:crypto';
import { ParleyError } from '@parley/protocol';

const hexDigitsPerConversation = 32;
const blockBytes = 4096;
let block = '';
let used = 0;

/** 32 hex digits: 128 random bits, which come in blocks, since each call for random bytes is dear. */
export function newConversationId(): string {
  if (used >= block.length) {
    block = randomBytes(blockBytes).toString('hex');
    used = 0;
  }
  used += hexDigitsPerConversation;
  return block.slice(used - hexDigitsPerConversation, used);
}

/** The id somebody chose for a conversation, or a new one. @throws ParleyError `bad-options` */
export function conversationId(chosen: string | undefined): string {
  if (chosen === undefined) return newConversationId();
  if (/^[0-9a-f]{32}$/.test(chosen)) return chosen;
  throw new ParleyError('bad-options', `"${chosen}" cannot be a conversation's id: give 32 hex digits, or none.`);
}

/** A sender's or instance's own name: 48 random bits as 12 hex digits. */
export function newInstanceId(): string {
  return randomBytes(6).toString('hex');
}

/** A source of message ids: a random start and a counter. */
export function messageIds(): () => string {
  const start = randomBytes(4).toString('hex');
  let count = 0;
  return () => `${start}-${(count++).toString(36)}`;
}
