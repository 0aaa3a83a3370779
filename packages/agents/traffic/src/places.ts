// The places there are: towns of Austria, by the names that people in English use.

export const places = [
  'Vienna',
  'St. Pölten',
  'Krems',
  'Eisenstadt',
  'Wiener Neustadt',
  'Bruck an der Mur',
  'Leoben',
  'Graz',
  'Leibnitz',
  'Hartberg',
  'Klagenfurt',
  'Villach',
  'Spittal an der Drau',
  'Lienz',
  'Liezen',
  'Bischofshofen',
  'Salzburg',
  'Linz',
  'Wels',
  'Steyr',
  'Amstetten',
  'Kufstein',
  'Innsbruck',
  'Bregenz',
] as const;

export type Place = (typeof places)[number];
