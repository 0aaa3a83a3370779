// The last token of a reply subject: a counter, so that two are never equal, and 64 random bits, so that nobody who
// was not told it can answer on it. Random bits come in blocks, since asking for eight bytes at a time costs more
// than the request they are for.

import { randomBytes } from 'node:crypto';

const hexDigitsPerToken = 16;
const blockBytes = 4096;

/** Gives as many random bytes as asked for, as lower-case hex. */
export type RandomHex = (bytes: number) => string;

export const secureHex: RandomHex = (bytes) => randomBytes(bytes).toString('hex');

/** Returns a function that gives a new token, `<base-36 counter>-<16 hex digits>`, at each call. */
export function createTokenSource(randomHex: RandomHex): () => string {
  let counter = 0;
  let block = '';
  let used = 0;
  return () => {
    if (used >= block.length) {
      block = randomHex(blockBytes);
      used = 0;
    }
    const random = block.slice(used, used + hexDigitsPerToken);
    used += hexDigitsPerToken;
    counter += 1;
    return `${counter.toString(36)}-${random}`;
  };
}
