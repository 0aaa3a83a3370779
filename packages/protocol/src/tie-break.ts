// A number from two names, the same on every machine: FNV-1a (Fowler, Noll, Vo) over their UTF-16 code units, with
// a final mix so that names that differ in one letter do not stay neighbours.

/** 32 bits, unsigned. */
export function tieBreak(seed: string, name: string): number {
  let hash = 0x811c9dc5;
  const text = `${seed}\u0000${name}`;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
