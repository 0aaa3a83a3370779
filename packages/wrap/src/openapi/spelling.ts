// How far one spelling is from another.

const charactersMax = 100;

/** Levenshtein's distance without regard to case; less for a text that holds the other. */
export function distance(one: string, other: string): number {
  const [a, b] = [one.toLowerCase().slice(0, charactersMax), other.toLowerCase().slice(0, charactersMax)];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [line, letter] of [...a].entries()) {
    const next = [line + 1];
    for (let index = 0; index < b.length; index++) {
      const swapped = row[index]! + (letter === b[index] ? 0 : 1);
      next.push(Math.min(swapped, row[index + 1]! + 1, next[index]! + 1));
    }
    row = next;
  }
  const edits = row[b.length]!;
  return b.length > 2 && (a.includes(b) || b.includes(a)) ? edits / 4 : edits;
}
