// What is traded: building materials, sold by the pallet.

export const goods = ['cement', 'gravel', 'sand', 'bricks', 'tiles', 'plaster'] as const;
export type Goods = (typeof goods)[number];

/** What one pallet of it weighs, in kilograms. */
export const kgOfPallet: Readonly<Record<Goods, number>> = {
  cement: 1_400,
  gravel: 1_500,
  sand: 1_500,
  bricks: 1_100,
  tiles: 1_200,
  plaster: 1_000,
};
