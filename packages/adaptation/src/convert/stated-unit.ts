// The unit a number is in, where a field says so: by `x-unit`, at the end of its name (`distanceKm`), or in its
// description ("in metres"). Only units whose conversion is exact are known; months, gallons and the like are not.

import { splitWords } from '../names/split-words.ts';

/** What people write, by the name js-quantities knows. `cents` and `%` convert into nothing else. */
const written: Readonly<Record<string, readonly string[]>> = {
  mm: ['mm', 'millimetre', 'millimetres', 'millimeter', 'millimeters'],
  cm: ['cm', 'centimetre', 'centimetres', 'centimeter', 'centimeters'],
  m: ['m', 'metre', 'metres', 'meter', 'meters'],
  km: ['km', 'kms', 'kilometre', 'kilometres', 'kilometer', 'kilometers'],
  in: ['inch', 'inches'],
  ft: ['ft', 'foot', 'feet'],
  yd: ['yd', 'yard', 'yards'],
  mi: ['mi', 'mile', 'miles'],
  mg: ['mg', 'milligram', 'milligrams'],
  g: ['g', 'gram', 'grams', 'gramme', 'grammes'],
  kg: ['kg', 'kgs', 'kilo', 'kilos', 'kilogram', 'kilograms', 'kilogramme', 'kilogrammes'],
  tonne: ['t', 'tonne', 'tonnes'],
  lb: ['lb', 'lbs'],
  ms: ['ms', 'msec', 'millis', 'millisecond', 'milliseconds'],
  s: ['s', 'sec', 'secs', 'second', 'seconds'],
  min: ['min', 'mins', 'minute', 'minutes'],
  h: ['h', 'hr', 'hrs', 'hour', 'hours'],
  d: ['day', 'days'],
  wk: ['week', 'weeks'],
  ml: ['ml', 'millilitre', 'millilitres', 'milliliter', 'milliliters'],
  l: ['l', 'litre', 'litres', 'liter', 'liters'],
  W: ['w', 'watt', 'watts'],
  kW: ['kw', 'kilowatt', 'kilowatts'],
  Wh: ['wh'],
  kWh: ['kwh'],
  'm/s': ['m/s'],
  'km/h': ['km/h', 'kmh', 'kph'],
  mph: ['mph'],
  tempC: ['celsius', '°c', 'degc'],
  tempF: ['fahrenheit', '°f', 'degf'],
  '%': ['%', 'percent', 'pct', 'percentage'],
  cents: ['cents', 'cent', 'pence', 'minor'],
};

const units = new Map(Object.entries(written).flatMap(([unit, words]) => words.map((word) => [word, unit] as const)));

/** At the end of a name these mean a unit only where the rest of the name speaks of such a size. */
const doubtful: Readonly<Record<string, RegExp>> = {
  m: /^(distance|length|height|width|depth|radius|altitude|elevation|range|size)$/,
  g: /^(weight|mass)$/,
  t: /^(weight|mass)$/,
  s: /^(duration|time|timeout|delay|interval|ttl|elapsed|period)$/,
  h: /^(duration|time|timeout|delay|interval|ttl|elapsed|period)$/,
  l: /^(volume|capacity)$/,
  w: /^(power|load)$/,
  min: /^(duration|time|timeout|delay|interval|ttl|elapsed|period|wait|travel)$/,
  mi: /^(distance|length|range)$/,
  second: /^(duration|time|timeout|delay|interval)$/,
  minor: /^(amount|price|total|cost)$/,
};

/** The unit a written word stands for. Upper and lower case count in short symbols only where they tell units apart. */
export function unitOf(word: string): string | undefined {
  if (/^(M|G|T|S|Min|MW|Mg|MS|ML|MM)$/.test(word)) return undefined;
  return units.get(word.toLowerCase());
}

/** The unit at the end of a name's words, and the words without it. */
export function unitInName(name: string): { readonly unit: string; readonly words: readonly string[] } | undefined {
  const words = splitWords(name);
  const last = words.at(-1);
  if (last === undefined) return undefined;
  const rest = words.slice(0, -1);
  const unit = units.get(last);
  const doubt = doubtful[last];
  if (unit === undefined || (doubt !== undefined && !rest.some((word) => doubt.test(word)))) return undefined;
  const before = rest.at(-1) === 'in' ? rest.slice(0, -1) : rest;
  return { unit, words: before };
}

const wordsInProse = [...units.keys()].sort((a, b) => b.length - a.length).join('|');
const inProse = new RegExp(
  `(?:\\b(?:in|as|of)\\s+(?:whole\\s+|full\\s+|decimal\\s+|number\\s+of\\s+|degrees\\s+)?|(?<!\\p{L})\\(\\s*(?:in\\s+)?|\\[)(${wordsInProse})(?=$|[\\s.,;:)\\]])`,
  'giu',
);

/** The unit a field is in by its own word, or undefined where it says none or more than one. */
export function statedUnit(name: string, schema: Readonly<Record<string, unknown>>): string | undefined {
  const annotated = schema['x-unit'] ?? schema['x-units'] ?? schema.unit;
  if (typeof annotated === 'string') return unitOf(annotated) ?? annotated;
  const named = unitInName(name)?.unit;
  if (named !== undefined) return named;
  if (typeof schema.description !== 'string') return undefined;
  const found = new Set([...schema.description.slice(0, 2_000).matchAll(inProse)].map(([, word]) => unitOf(word!)));
  found.delete(undefined);
  return found.size === 1 ? [...found][0] : undefined;
}
