// Words that are near in meaning to a model and opposite in use: from and to, first and last, width and height. Two fields
// on different sides are never taken for each other, however similar they look.

/** One family a line; its sides are separated by `|`, the words of a side by a space. */
const families = [
  // Direction, which also orders two ends in time and place.
  'from origin source departure depart pickup sender start begin beginning since payer debtor after collection outbound checkin | to destination target arrival arrive dropoff recipient receiver beneficiary payee creditor end finish until till before delivery return checkout',
  'minimum min lowest lower least low floor | maximum max highest upper most high ceiling',
  'first given fore | last family surname | middle | full | nick user display',
  'width | height | length | depth | weight | thickness | diameter | radius | volume | area | circumference',
  'latitude | longitude | altitude elevation',
  'x | y | z',
  'buyer purchaser customer client | seller vendor supplier merchant',
  'old previous former current before | new next after updated',
  'billing invoice | shipping delivery | home private | work business office | postal mailing',
  'country nation | city town municipality | state province region county | street road | postal zip | house building | apartment unit flat floor suite',
  'day | month | year | hour | minute | second | week | quarter | night',
  'username login | password secret pin | token key',
  'email mail | phone telephone mobile fax | website url link homepage',
  'net | gross',
  'credit | debit',
  'primary main | secondary alternative backup fallback',
  'created creation | updated modified changed | deleted removed cancelled | published | expired expiry expiration | issued issue | due',
  'amount price cost total sum fee fare value | currency | quantity count pieces units | percent percentage rate share',
  'price cost fee fare | tax vat duty | discount rebate | tip gratuity | deposit | balance | budget limit | salary wage income',
  'parent mother father | child children kid kids | infant infants baby | adult adults | senior seniors',
  'left | right | top | bottom',
  'north | south | east | west',
  'import | export | input | output | read | write',
  'enabled active include included | disabled inactive exclude excluded',
  'actual | expected estimated planned scheduled',
  'home host | away guest visitor',
  'male | female',
  'open opening opened | close closing closed',
  'question | answer',
  'cause reason | effect result outcome consequence',
  'identifier id number code reference | name title label | type kind category class | status state phase | date day time timestamp | description details text note comment remarks | email phone address url | amount price cost | count quantity',
  'subject title headline | body content text message',
  'brand make manufacturer | model',
  'start stop',
  'breed species',
  'job occupation profession | company employer organization',
] as const;

const sides: readonly (readonly ReadonlySet<string>[])[] = families.map((line) =>
  line.split('|').map((side) => new Set(side.trim().split(' '))),
);

export type Contrast =
  /** On different sides of something. */
  | 'opposed'
  /** On the same side of something, and opposed in nothing. */
  | 'agreed'
  /** One is on a side, and the other says nothing of it. */
  | 'one-sided'
  | 'none';

/** How two names, as words, stand to each other. */
export function contrastOf(a: readonly string[], b: readonly string[]): Contrast {
  if (numbersOf(a) !== numbersOf(b)) return 'opposed';
  let [agreed, oneSided] = [false, false];
  for (const family of sides) {
    const [ofA, ofB] = [sidesOf(a, family), sidesOf(b, family)];
    if (ofA.length === 0 && ofB.length === 0) continue;
    if (ofA.length === 0 || ofB.length === 0) oneSided = true;
    else if (ofA.some((side) => ofB.includes(side))) agreed = true;
    else return 'opposed';
  }
  if (agreed) return 'agreed';
  return oneSided ? 'one-sided' : 'none';
}

/** address1 and address2 are two, whatever a model thinks. */
function numbersOf(words: readonly string[]): string {
  return words.filter((word) => /^\d+$/.test(word)).join(' ');
}

function sidesOf(words: readonly string[], family: readonly ReadonlySet<string>[]): number[] {
  return family.flatMap((side, i) => (words.some((word) => side.has(word)) ? [i] : []));
}
