// What the search rows look for, known to both sides: how many queries take turns, how many neighbours are wanted, and
// how many searches are one operation of the loop, so that its own cost does not count.

/** Neighbours wanted of a search, agents of a shortlist. */
export const searchFor = 5;
export const shortlistFor = 3;

export const searchQueryCount = 64;

/** More than Parley remembers rankings of: every shortlist is worked out. */
export const shortlistQueryCount = 1_024;

/**
 * One operation of the loop: as many searches among `count` as take about a millisecond, each for the next query.
 * @param search is given the query's number
 */
export function searchesOf(count: number, queryCount: number, search: (query: number) => void) {
  const operations = Math.max(1, Math.round(5_000 / count));
  const turn = turns(queryCount);
  return {
    operations,
    once: async () => {
      for (let i = 0; i < operations; i += 1) search(turn());
    },
  };
}

/** `turn()` is the next of the numbers below `count`, over and over. */
export function turns(count: number): () => number {
  let at = -1;
  return () => {
    at = (at + 1) % count;
    return at;
  };
}

export function otherAnswer(): Error {
  return new Error('the answer is not that of the plain loop');
}
