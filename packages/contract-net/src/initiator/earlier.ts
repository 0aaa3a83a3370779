// What the next worker is told of earlier attempts: all of them, and of their partial results the newest that fit into
// an award, which is one message with the input in it.

import { type EarlierAttempt, limits } from '@parley/protocol';

/** The attempts so far and one more, oldest first; partial results beyond `limits.partialsBytesMax` are left out. */
export function remembered(earlier: readonly EarlierAttempt[], left: EarlierAttempt): readonly EarlierAttempt[] {
  let room = limits.partialsBytesMax;
  const newestFirst = [left, ...earlier.toReversed()].map((each) => {
    if (each.partial === undefined) return each;
    const bytes = Buffer.byteLength(JSON.stringify(each.partial));
    if (bytes <= room) {
      room -= bytes;
      return each;
    }
    const { partial: _, ...rest } = each;
    return rest;
  });
  return newestFirst.reverse();
}
