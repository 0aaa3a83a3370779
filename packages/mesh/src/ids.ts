// Ids: a conversation's is also its W3C trace id, a message's is short and unique within its sender.

import { randomBytes } from 'node:crypto';

/** 32 hex digits: 128 random bits. */
export function newConversationId(): string {
  return randomBytes(16).toString('hex');
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
