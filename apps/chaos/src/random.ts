// Choices that can be had again: the same seed makes the same ones, as far as what there is to choose from is the same.

import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

export interface Random {
  /** A whole number, both bounds included. */
  integer(low: number, high: number): number;
  /** @throws RangeError for an empty list */
  pick<Item>(items: readonly Item[]): Item;
}

export function seededRandom(seed: number): Random {
  const generator = xoroshiro128plus(seed);
  const integer = (low: number, high: number) => uniformInt(generator, low, high);
  return {
    integer,
    pick<Item>(items: readonly Item[]): Item {
      if (items.length === 0) throw new RangeError('there is nothing to choose from');
      return items[integer(0, items.length - 1)]!;
    },
  };
}
