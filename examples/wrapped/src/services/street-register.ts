// A small extract of street registers: streets with their postal codes, and how far their house numbers go, roughly. Enough
// to tell an address that is from one that cannot be.

export interface Street {
  readonly country: string;
  readonly postalCode: string;
  readonly city: string;
  readonly street: string;
  readonly highestNumber: number;
}

type Row = readonly [postalCode: string, city: string, street: string, highestNumber: number];

const rows: Readonly<Record<string, readonly Row[]>> = {
  AT: [
    ['8010', 'Graz', 'Herrengasse', 28],
    ['8010', 'Graz', 'Hauptplatz', 17],
    ['8010', 'Graz', 'Sackstraße', 36],
    ['8010', 'Graz', 'Sporgasse', 38],
    ['8020', 'Graz', 'Annenstraße', 70],
    ['1010', 'Wien', 'Graben', 31],
    ['1010', 'Wien', 'Herrengasse', 23],
    ['1010', 'Wien', 'Kärntner Straße', 61],
    ['4020', 'Linz', 'Landstraße', 121],
    ['5020', 'Salzburg', 'Getreidegasse', 50],
    ['6020', 'Innsbruck', 'Maria-Theresien-Straße', 57],
  ],
  DE: [
    ['10117', 'Berlin', 'Unter den Linden', 78],
    ['80331', 'München', 'Marienplatz', 29],
  ],
  CH: [['8001', 'Zürich', 'Bahnhofstrasse', 110]],
  IT: [['39100', 'Bolzano', 'Via dei Portici', 81]],
};

/** How a postal code is written in each country that the register has something of. */
export const postalCodePatterns: Readonly<Record<string, RegExp>> = {
  AT: /^[1-9]\d{3}$/,
  DE: /^\d{5}$/,
  CH: /^[1-9]\d{3}$/,
  IT: /^\d{5}$/,
};

export const streets: readonly Street[] = Object.entries(rows).flatMap(([country, list]) =>
  list.map(([postalCode, city, street, highestNumber]) => ({ country, postalCode, city, street, highestNumber })),
);
