// Short forms that are common in the names of fields, and what they stand for. One meaning each: `st` (street, state,
// start) and `exp` (expiry, experience) are not here. A short form that is not in the table is known by its letters.

const table: Readonly<Record<string, string>> = {
  acct: 'account',
  addr: 'address',
  amt: 'amount',
  arr: 'arrival',
  avg: 'average',
  bal: 'balance',
  bday: 'birth date',
  birthdate: 'birth date',
  birthday: 'birth date',
  ccy: 'currency',
  cnt: 'count',
  cur: 'currency',
  curr: 'currency',
  cust: 'customer',
  dep: 'departure',
  dept: 'department',
  desc: 'description',
  descr: 'description',
  dest: 'destination',
  dist: 'distance',
  dob: 'birth date',
  doc: 'document',
  dst: 'destination',
  dt: 'date',
  dur: 'duration',
  emp: 'employee',
  fname: 'first name',
  freq: 'frequency',
  img: 'image',
  inv: 'invoice',
  lang: 'language',
  lat: 'latitude',
  len: 'length',
  lname: 'last name',
  lng: 'longitude',
  loc: 'location',
  lon: 'longitude',
  max: 'maximum',
  mgr: 'manager',
  min: 'minimum',
  mins: 'minutes',
  msg: 'message',
  no: 'number',
  nr: 'number',
  num: 'number',
  ord: 'order',
  org: 'organization',
  orig: 'origin',
  pct: 'percent',
  perc: 'percent',
  pkg: 'package',
  pmt: 'payment',
  postcode: 'postal code',
  prod: 'product',
  pwd: 'password',
  qty: 'quantity',
  recip: 'recipient',
  ref: 'reference',
  req: 'request',
  resp: 'response',
  sec: 'seconds',
  secs: 'seconds',
  src: 'source',
  subj: 'subject',
  svc: 'service',
  tel: 'telephone',
  temp: 'temperature',
  tot: 'total',
  ts: 'timestamp',
  txn: 'transaction',
  tz: 'timezone',
  usr: 'user',
  vol: 'volume',
  wt: 'weight',
  zip: 'postal code',
  zipcode: 'postal code',
};

const spelled = new Map(Object.entries(table));

/** The word or words a short form stands for, or the word itself. */
export function spellOut(word: string): readonly string[] {
  return spelled.get(word)?.split(' ') ?? [word];
}

/**
 * Whether `short` may be written for `long`: its beginning up to a consonant (`quant`), or its letters without the vowels
 * (`qntty`). Only a hint: whoever asks makes sure that nothing else could be meant.
 */
export function mayAbbreviate(short: string, long: string): boolean {
  if (short.length < 3 || long.length < short.length + 2 || short[0] !== long[0]) return false;
  if (long.startsWith(short)) return short.length > 3 || !/[aeiou]$/.test(short);
  return !/[aeiou]/.test(short.slice(1)) && isSubsequence(short, long);
}

function isSubsequence(short: string, long: string): boolean {
  let at = 0;
  for (const letter of long) if (letter === short[at]) at += 1;
  return at === short.length;
}
