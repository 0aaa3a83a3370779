// Words that are near in meaning to a model and opposite in use: from and to, first and last, width and height. Two fields
// on different sides are never taken for each other, however similar they look.

import { singular } from './split-words.ts';

/** Pairs and triples that come together: one family a line, its sides parted by `|`, the words of a side by a space. */
const opposites = familiesOf([
  // Direction, which also orders two ends in time and place.
  'from origin source original departure depart pickup collection sender start begin beginning since payer debtor after | to destination target arrival arrive dropoff recipient receiver beneficiary payee creditor end finish until till before delivery return',
  'arrival arrive checkin | departure depart checkout',
  'in inbound | out outbound',
  'first given fore forename | last family surname | middle | full | nick user display',
  'width horizontal | height vertical | length | depth | thickness | diameter | radius',
  'latitude | longitude | altitude elevation',
  'x | y | z',
  'buyer purchaser customer client | seller vendor supplier merchant',
  'billing | shipping delivery | home private | work business office',
  'credit | debit',
  'primary main | secondary alternative backup fallback',
  'parent mother father | child kid | infant baby | adult | senior',
  'left | right | top | bottom',
  'north | south | east | west',
  'import | export | input | output | read | write',
  'enabled active include included | disabled inactive exclude excluded',
  'actual | expected estimated planned scheduled',
  'home host | away guest visitor',
  'male | female',
  'open opening opened | close closing closed',
  'start | stop',
]);

/** Words that make another thing of what they stand before: without them it is not the same. */
const qualifiers = familiesOf([
  'minimum min lowest lower least low | maximum max highest upper most high ceiling limit budget cap',
  'old previous former | new next',
  'net | gross',
]);

/** Kinds of things that a field can be, of which it is one. */
const kinds = familiesOf([
  'country nation | city town municipality | state province region county | street road | postal zip | house building | apartment unit flat suite',
  'day | month | year | hour | minute | second | week | quarter | night',
  'username login | password secret pin | token key',
  'email mail | phone telephone mobile fax | website url link homepage',
  'created creation | modified changed | deleted removed cancelled | published | expired expiry expiration | issued issue | due',
  'amount price cost total sum fee fare value | currency | quantity count pieces unit | percent percentage rate share',
  'tax vat duty | discount rebate | tip gratuity | deposit | balance | budget limit | salary wage income',
  'question | answer',
  'cause reason | effect result outcome consequence',
  'identifier id number code reference | name title label | status state phase | date day time timestamp | email phone telephone mobile address url number | amount price cost | count quantity number',
  'subject title headline | body content text message',
  'brand make manufacturer | model',
  'breed | species',
  'width | height | weight | volume | area',
]);

type Families = readonly (readonly ReadonlySet<string>[])[];

function familiesOf(lines: readonly string[]): Families {
  return lines.map((line) => line.split('|').map((side) => new Set(side.trim().split(' ').map(singular))));
}

export type Contrast =
  /** On different sides of something. */
  | 'opposed'
  /** One has a word that makes another thing of it, and the other has not. */
  | 'qualified'
  /** One is on a side of two opposites, and the other says nothing of it. */
  | 'one-sided'
  | 'none';

/** How two names stand to each other; their words in the singular. */
export function contrastOf(a: readonly string[], b: readonly string[]): Contrast {
  const all = [opposites, qualifiers, kinds];
  if (numbersOf(a) !== numbersOf(b) || all.some((families) => areOpposed(a, b, families))) return 'opposed';
  if (isOneSided(a, b, qualifiers)) return 'qualified';
  return isOneSided(a, b, opposites) ? 'one-sided' : 'none';
}

function isOneSided(a: readonly string[], b: readonly string[], families: Families): boolean {
  return families.some((family) => (sidesOf(a, family).length === 0) !== (sidesOf(b, family).length === 0));
}

/** Whether two fields of one object are the two of a pair: start date and end date, from and to. */
export function areCounterparts(a: readonly string[], b: readonly string[]): boolean {
  return (
    (areOpposed(a, b, opposites) || areOpposed(a, b, qualifiers)) &&
    ((a.length === 1 && b.length === 1) || a.some((word) => b.includes(word)))
  );
}

function areOpposed(a: readonly string[], b: readonly string[], families: Families): boolean {
  return families.some((family) => {
    const [ofA, ofB] = [sidesOf(a, family), sidesOf(b, family)];
    return ofA.length > 0 && ofB.length > 0 && !ofA.some((side) => ofB.includes(side));
  });
}

/** address1 and address2 are two, whatever a model thinks. */
function numbersOf(words: readonly string[]): string {
  return words.filter((word) => /^\d+$/.test(word)).join(' ');
}

function sidesOf(words: readonly string[], family: readonly ReadonlySet<string>[]): number[] {
  // The number of guests is a count, and no number that somebody has.
  const telling = words.map((word, i) => (word === 'number' && words[i + 1] === 'of' ? 'count' : word));
  return family.flatMap((side, i) => (telling.some((word) => side.has(word)) ? [i] : []));
}
