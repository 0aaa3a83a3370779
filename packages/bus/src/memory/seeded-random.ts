// Randomness that a seed repeats (mulberry32, a well-known 32-bit generator). Good enough to choose which message is
// lost in a test; for nothing else.

/** Returns a function giving numbers from 0 up to, but not including, 1. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** So many bytes of it as hex. */
export function seededHex(random: () => number, bytes: number): string {
  let hex = '';
  for (let index = 0; index < bytes; index++)
    hex += Math.floor(random() * 256)
      .toString(16)
      .padStart(2, '0');
  return hex;
}
