// A schema that is long to read is made of parts with names. What is too long moves out, the longest part first.

import type { Piece, Writing } from './writing.ts';

const linesMax = 80;
const worthMoving = 6;
const widthMax = 100;

/** The code of each part, or the name of the constant that holds it now. */
export function keepShort(pieces: readonly Piece[], writing: Writing): string[] {
  const codes = pieces.map(({ code }) => code);
  const lengths = codes.map(linesIn);
  const moved = new Set<number>();
  for (let total = sum(lengths); total > linesMax; total = sum(lengths)) {
    const longest = lengths.indexOf(Math.max(...lengths));
    const piece = pieces[longest];
    if (piece === undefined || (lengths[longest] ?? 0) < worthMoving) break;
    codes[longest] = writing.moveOut(piece);
    lengths[longest] = 1;
    moved.add(longest);
    writing.uses.add(codes[longest]);
  }
  for (const [index, { uses }] of pieces.entries()) {
    if (!moved.has(index)) for (const name of uses) writing.uses.add(name);
  }
  return codes;
}

/** How many lines a formatter makes of a source: a chain of calls that is too wide gets one each. */
export function linesIn(source: string): number {
  const more = (line: string) => {
    if (line.length <= widthMax) return 1;
    const calls = line.split(/\)\.|, /).length;
    return 1 + Math.max(calls, Math.ceil(line.length / widthMax));
  };
  return source.split('\n').reduce((lines, line) => lines + more(line), 0);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
