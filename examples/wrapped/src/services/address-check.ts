// Whether an address is one: valid as it stands, corrected where only one street can be meant, or invalid, each with its
// reasons. Pure; it knows the register and no HTTP.

import { postalCodePatterns, type Street, streets } from './street-register.ts';

export interface Address {
  readonly street: string;
  readonly houseNumber: string;
  readonly postalCode: string;
  readonly city: string;
  /** ISO 3166-1, two letters. */
  readonly country: string;
}

export const reasonCodes = [
  'street-spelling',
  'city-spelling',
  'postal-code-corrected',
  'country-not-covered',
  'postal-code-malformed',
  'place-unknown',
  'street-unknown',
  'house-number-unknown',
] as const;

interface Reason {
  readonly field: keyof Address;
  readonly code: (typeof reasonCodes)[number];
  readonly text: string;
}

export interface Verdict {
  readonly status: 'valid' | 'corrected' | 'invalid';
  /** The address as the register has it; absent where it is invalid. */
  readonly address?: Address;
  readonly reasons: readonly Reason[];
}

/** More slips than this in a name, and it is another name. */
const slipsMax = 2;

export function checkAddress(asked: Address): Verdict {
  const pattern = Object.hasOwn(postalCodePatterns, asked.country) ? postalCodePatterns[asked.country] : undefined;
  if (pattern === undefined) {
    return invalid('country', 'country-not-covered', `the register has nothing of ${asked.country}`);
  }
  if (!pattern.test(asked.postalCode)) {
    const text = `no postal code of ${asked.country} is written ${asked.postalCode}`;
    return invalid('postalCode', 'postal-code-malformed', text);
  }
  const inCountry = streets.filter(({ country }) => country === asked.country);
  const inPlace = inCountry.filter(({ postalCode }) => postalCode === asked.postalCode);
  const inCity = inCountry.filter(({ city }) => isAlike(city, asked.city));
  if (inPlace.length === 0 && inCity.length === 0) {
    return invalid('city', 'place-unknown', `no place is known as ${asked.postalCode} ${asked.city}`);
  }
  const meant = nearest(inPlace, asked.street) ?? nearest(inCity, asked.street);
  if (meant === undefined) {
    const text = `${asked.postalCode} ${asked.city} has no street ${asked.street}`;
    return invalid('street', 'street-unknown', text);
  }
  return heldAgainst(meant, asked);
}

function heldAgainst(meant: Street, asked: Address): Verdict {
  const { street, city, postalCode, country, highestNumber } = meant;
  const number = Number.parseInt(asked.houseNumber, 10);
  if (number < 1 || number > highestNumber) {
    const text = `the house numbers of ${street} in ${city} go from 1 to ${highestNumber}`;
    return invalid('houseNumber', 'house-number-unknown', text);
  }
  const differences: readonly (Reason & { readonly differs: boolean })[] = [
    {
      differs: street !== asked.street,
      field: 'street',
      code: 'street-spelling',
      text: `the street is spelled ${street}`,
    },
    { differs: city !== asked.city, field: 'city', code: 'city-spelling', text: `the place is called ${city}` },
    {
      differs: postalCode !== asked.postalCode,
      field: 'postalCode',
      code: 'postal-code-corrected',
      text: `${street} in ${city} has the postal code ${postalCode}`,
    },
  ];
  const reasons = differences.filter(({ differs }) => differs).map(({ differs: _, ...reason }) => reason);
  const address = { street, houseNumber: asked.houseNumber, postalCode, city, country };
  return { status: reasons.length === 0 ? 'valid' : 'corrected', address, reasons };
}

function invalid(field: keyof Address, code: Reason['code'], text: string): Verdict {
  return { status: 'invalid', reasons: [{ field, code, text }] };
}

/** The street that must be meant: the only one that is as near as that. */
function nearest(among: readonly Street[], name: string): Street | undefined {
  const ranked = among
    .map((street) => ({ street, slips: slipsBetween(plain(street.street), plain(name)) }))
    .filter(({ slips }) => slips <= slipsMax)
    .sort((a, b) => a.slips - b.slips);
  const [first, second] = ranked;
  return first !== undefined && first.slips !== second?.slips ? first.street : undefined;
}

function isAlike(one: string, other: string): boolean {
  return slipsBetween(plain(one), plain(other)) <= 1;
}

/** Without case, accents and the ways in which "Straße" is written. */
function plain(name: string): string {
  return name
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replace(/[äöü]/g, (vowel) => ({ ä: 'ae', ö: 'oe', ü: 'ue' })[vowel] ?? vowel)
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/str\.?$/, 'strasse')
    .replace(/[^\p{L}\p{N}]/gu, '');
}

/** Letters put in, left out or exchanged (Levenshtein's distance). */
function slipsBetween(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, place) => place);
  for (const [line, letter] of [...one].entries()) {
    const next = [line + 1];
    for (let place = 0; place < other.length; place += 1) {
      const exchanged = row[place]! + (letter === other[place] ? 0 : 1);
      next.push(Math.min(exchanged, row[place + 1]! + 1, next[place]! + 1));
    }
    row = next;
  }
  return row[other.length]!;
}
