// A number from two names, the same on every machine: FNV-1a (Fowler, Noll, Vo) over their UTF-16 code units, with
// a final mix so that names that differ in one letter do not stay neighbours.

const offsetBasis = 0x811c9dc5;
const prime = 0x01000193;

/** 32 bits, unsigned. */
export function tieBreak(seed: string, name: string): number {
  return tieBreaker(seed)(name);
}

/** `tieBreak` for many names of one seed, which is gone through once. */
export function tieBreaker(seed: string): (name: string) => number {
  const start = hashed(hashed(offsetBasis, seed), '\u0000');
  return (name) => {
    let hash = hashed(start, name);
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return (hash ^ (hash >>> 16)) >>> 0;
  };
}

function hashed(before: number, text: string): number {
  let hash = before;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), prime);
  return hash;
}
