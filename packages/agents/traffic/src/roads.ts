// The roads there are: the motorways and a few main roads between the places, with the length of each and how fast a truck
// goes there when nothing is in its way. Lengths are rounded to 5 km; no place hangs on one road alone. What happens on a
// road is not here.

import type { Place } from './places.ts';

/** A road between two places, open in both directions. */
export interface Road {
  readonly id: string;
  readonly from: Place;
  readonly to: Place;
  readonly km: number;
  readonly kmh: number;
}

type Row = readonly [id: string, from: Place, to: Place, km: number, kmh: number];

const motorway = 80;
const rows = [
  ['a1-vienna-st-poelten', 'Vienna', 'St. Pölten', 65, motorway],
  ['a1-st-poelten-amstetten', 'St. Pölten', 'Amstetten', 60, motorway],
  ['a1-amstetten-linz', 'Amstetten', 'Linz', 60, motorway],
  ['a1-linz-wels', 'Linz', 'Wels', 30, motorway],
  ['a1-wels-salzburg', 'Wels', 'Salzburg', 105, motorway],
  ['s5-vienna-krems', 'Vienna', 'Krems', 75, motorway],
  ['s33-krems-st-poelten', 'Krems', 'St. Pölten', 30, motorway],
  ['a2-vienna-wiener-neustadt', 'Vienna', 'Wiener Neustadt', 50, motorway],
  ['a2-wiener-neustadt-hartberg', 'Wiener Neustadt', 'Hartberg', 75, motorway],
  ['a2-hartberg-graz', 'Hartberg', 'Graz', 65, motorway],
  ['a2-graz-klagenfurt', 'Graz', 'Klagenfurt', 135, motorway],
  ['a2-klagenfurt-villach', 'Klagenfurt', 'Villach', 40, motorway],
  ['a3-vienna-eisenstadt', 'Vienna', 'Eisenstadt', 50, motorway],
  ['s4-eisenstadt-wiener-neustadt', 'Eisenstadt', 'Wiener Neustadt', 30, motorway],
  ['s6-wiener-neustadt-bruck', 'Wiener Neustadt', 'Bruck an der Mur', 95, motorway],
  ['s6-bruck-leoben', 'Bruck an der Mur', 'Leoben', 15, motorway],
  ['s35-bruck-graz', 'Bruck an der Mur', 'Graz', 55, motorway],
  ['a9-graz-leoben', 'Graz', 'Leoben', 65, motorway],
  ['a9-leoben-liezen', 'Leoben', 'Liezen', 80, motorway],
  ['a9-liezen-wels', 'Liezen', 'Wels', 95, motorway],
  ['a9-graz-leibnitz', 'Graz', 'Leibnitz', 35, motorway],
  ['b69-leibnitz-klagenfurt', 'Leibnitz', 'Klagenfurt', 120, 55],
  ['a10-salzburg-bischofshofen', 'Salzburg', 'Bischofshofen', 55, motorway],
  ['a10-bischofshofen-spittal', 'Bischofshofen', 'Spittal an der Drau', 95, motorway],
  ['a10-spittal-villach', 'Spittal an der Drau', 'Villach', 40, motorway],
  ['a12-kufstein-innsbruck', 'Kufstein', 'Innsbruck', 75, motorway],
  ['a93-salzburg-kufstein', 'Salzburg', 'Kufstein', 100, motorway],
  ['b100-spittal-lienz', 'Spittal an der Drau', 'Lienz', 70, 60],
  ['b100-lienz-innsbruck', 'Lienz', 'Innsbruck', 180, 60],
  ['b108-kufstein-lienz', 'Kufstein', 'Lienz', 110, 55],
  ['b115-steyr-liezen', 'Steyr', 'Liezen', 95, 55],
  ['b122-amstetten-steyr', 'Amstetten', 'Steyr', 35, 60],
  ['b309-steyr-linz', 'Steyr', 'Linz', 40, 60],
  ['b320-liezen-bischofshofen', 'Liezen', 'Bischofshofen', 85, 65],
  ['b54-hartberg-bruck', 'Hartberg', 'Bruck an der Mur', 80, 50],
  ['s16-innsbruck-bregenz', 'Innsbruck', 'Bregenz', 190, motorway],
  ['b179-innsbruck-bregenz', 'Innsbruck', 'Bregenz', 205, 60],
] as const satisfies readonly Row[];

export type RoadId = (typeof rows)[number][0];

export const roads: readonly (Road & { readonly id: RoadId })[] = rows.map(([id, from, to, km, kmh]) => ({
  id,
  from,
  to,
  km,
  kmh,
}));

export const roadIds = rows.map(([id]) => id) as [RoadId, ...RoadId[]];
