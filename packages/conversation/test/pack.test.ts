// What is packed and unpacked again is what it was: every kind of body, with all its fields and with none that may be
// absent, through JSON as on the wire.

import { expect, test } from '@jest/globals';
import { type BoardRow, EntryBody } from '../src/index.ts';
import { Names, packEntry, unpackEntry } from '../src/pack.ts';
import { asked, awarded, scored, shortlisted, usd } from './support/told.ts';

const who = { agent: 'card', instance: 'i1' };
const row: BoardRow = {
  ...who,
  capability: 'pay',
  price: usd('1.00'),
  etaMs: 100,
  fit: { status: 'partial', missing: ['pin'] },
  note: 'with a receipt',
  score: 0.123456789,
  scoreByTerm: { price: 0.1, time: 0.02, reliability: 0.003456789, quality: 0 },
  ineligible: { code: 'too-dear', text: 'over the limit' },
};
const { priceLimit: _, ...plain } = asked;
const settled: EntryBody = {
  type: 'settled',
  atMs: 120.123,
  outcome: 'done',
  text: 'card did it',
  ...who,
  capability: 'pay',
  price: usd('1.00'),
};
const bodies: readonly EntryBody[] = [
  asked,
  { ...plain, firstAcceptable: false },
  { ...plain, intent: undefined, capability: 'pay', input: null },
  { ...plain, input: { text: 'hello', list: [[1]] }, dryRun: true },
  shortlisted,
  {
    ...shortlisted,
    candidates: [{ ...who, capability: 'pay', similarity: 0.9, reliability: 0.8, doubt: 0.1, timeFactor: 2.5 }],
  },
  { ...shortlisted, missed: [{ ...who, capability: 'pay', similarity: 0.9, why: 'excluded', text: 'it failed here' }] },
  { type: 'shortlisted', atMs: 1.234, round: 2, candidates: [] },
  { type: 'called', atMs: 2, round: 1, bidders: ['card/i1', 'wallet/w1'], windowMs: 250 },
  { type: 'proposed', atMs: 3, ...who, price: usd('1.00'), etaMs: 100 },
  { type: 'proposed', atMs: 3, ...who, price: usd('1.00'), etaMs: 100, note: 'cheap today' },
  scored,
  { ...scored, board: [row, { ...who, capability: 'pay', price: usd('2.00'), etaMs: 5, fit: { status: 'ok' } }] },
  { ...scored, board: [{ ...row, timeFactor: 3.25 }] },
  awarded,
  { type: 'agreed', atMs: 5, attempt: 2, ...who, etaMs: 90 },
  { type: 'progress', atMs: 6, attempt: 1, ...who, share: 0.5, note: 'half' },
  { type: 'attempt-failed', atMs: 7, attempt: 1, ...who, cause: 'down', text: 'it is gone', noticedBy: 'supervisor' },
  { ...settled, output: null },
  { ...settled, output: ['a list', { of: 'things' }] },
  { type: 'settled', atMs: 8.5, outcome: 'failed', text: 'it broke', code: 'no-paper', agent: 'card', instance: 'i1' },
  { type: 'settled', atMs: 9, outcome: 'no-route', text: 'nobody', nearest: [], threshold: 0.48 },
  { type: 'work-ended', capability: 'pay', attempt: 1, ended: 'done', output: [['a list'], { of: 'things' }] },
  { type: 'gap', dropped: 3, text: 'no room' },
];

test.each(bodies.map((body) => [body.type, body] as const))('%s comes back as it was', (_, body) => {
  const names = new Names();
  const entry = { n: 7, timeMs: 1_000_250, causedBy: 'm1', says: ['m2', 'm3'], body };
  const written = JSON.parse(
    JSON.stringify([names.of('a name before'), packEntry(entry, 1_000_000, names), names.list]),
  );
  const read = unpackEntry(written[1], 1_000_000, written[2]) as typeof entry;
  expect({ ...read, body: EntryBody.parse(read.body) }).toEqual(entry);
});

test('the fields that are not there are not made up', () => {
  const names = new Names();
  const entry = {
    n: 1,
    timeMs: 5,
    causedBy: undefined,
    says: undefined,
    body: bodies.find((each) => each.type === 'shortlisted' && each.round === 2)!,
  };
  expect(unpackEntry(JSON.parse(JSON.stringify(packEntry(entry, 5, names))), 5, names.list)).toEqual({
    n: 1,
    timeMs: 5,
    body: { type: 'shortlisted', atMs: 1.234, round: 2, candidates: [] },
  });
});

test.each([
  ['a number of a name that is not in the table', [1, 0, ['agreed', 1, 1, 99, 5]]],
  ['a list where a board should be a list of lists', [1, 0, ['scored', 1, [3], [0.1]]]],
  ['a list of an unknown type', [1, 0, ['sung', 1]]],
  ['no body', [1, 0]],
])('%s is no entry, and nothing is thrown', (_, written) => {
  const { body } = unpackEntry(written, 0, ['card/i1']) as { body: unknown };
  expect(EntryBody.safeParse(body).success).toBe(false);
});
