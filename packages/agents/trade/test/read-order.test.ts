import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { orderReader } from '../src/read-order.ts';

const read = orderReader({
  goods: ['cement', 'gravel', 'sand', 'bricks', 'roof-tiles'],
  places: ['Graz', 'Vienna', 'Wiener Neustadt', 'St. Pölten', 'Linz', 'Bruck an der Mur', 'Wels'],
});

describe('an order in words', () => {
  test('is read whole', () => {
    const intent = 'order 40 pallets of cement for our site in Graz, delivered by Friday noon, for at most 9000 euros';
    expect(read(intent)).toEqual({
      goods: 'cement',
      quantity: 40,
      place: 'Graz',
      deliverBy: 'Friday noon',
      maxPrice: { amount: '9000', currency: 'EUR' },
    });
  });

  test('is read in other words', () => {
    expect(read('We need 1,200 pallets of roof tiles in Sankt Poelten by tomorrow 05:00; if late, keep it.')).toEqual({
      goods: 'roof-tiles',
      quantity: 1200,
      place: 'St. Pölten',
      deliverBy: 'tomorrow 05:00',
      whenLate: 'keep',
    });
    expect(read('bring a 12-pallet load of bricks: 12 pallets, from Linz to Wien, in 3 days')).toMatchObject({
      goods: 'bricks',
      quantity: 12,
      place: 'Vienna',
      deliverBy: 'in 3 days',
    });
  });

  test('leaves open what it does not say', () => {
    expect(read('order cement')).toEqual({ goods: 'cement' });
    expect(read('order something nice')).toEqual({});
  });
});

describe('the quantity', () => {
  test.each([
    ['0 pallets of sand', 0],
    ['-1 pallets of sand', -1],
    ['1000000000 pallets of sand', 1_000_000_000],
    ['1,000,000,000 pallets of sand', 1_000_000_000],
    ['2.5 pallets of sand', 2.5],
    ['1 pallet of sand by Friday 12:00', 1],
    ['by Friday noon 40 pallets of sand', 40],
    ['40 pallets of sand, I say 40 pallets', 40],
  ])('of "%s" is %d, fit or not', (intent, quantity) => {
    expect(read(intent).quantity).toBe(quantity);
  });

  test.each([
    '300 stones of sand',
    '20 tonnes of sand',
    '20t of sand',
    '40 pallets and 3 bags of sand',
    '40 or 50 pallets of sand',
    '40 to 50 pallets of sand',
    '40-50 pallets of sand',
    '10^9 pallets of sand',
    '1e9 pallets of sand',
    '1.000 pallets of sand',
    '10 000 pallets of sand',
    '40 pallets of sand or 41 pallets',
    'some pallets of sand',
  ])('of "%s" is asked for', (intent) => {
    expect(read(intent).quantity).toBeUndefined();
  });
});

describe('goods and place', () => {
  test.each([
    ['cement to St Pölten', 'St. Pölten'],
    ['cement to Wiener Neustadt', 'Wiener Neustadt'],
    ['cement from Wien to Wiener Neustadt', 'Wiener Neustadt'],
    ['cement to BRUCK AN DER MUR!', 'Bruck an der Mur'],
    ['cement, Graz', 'Graz'],
  ])('of "%s" are %s', (intent, place) => {
    expect(read(intent)).toMatchObject({ goods: 'cement', place });
  });

  test.each(['cement and sand to Graz and Linz', 'marble to Paris', 'sandstone to Grazing', 'to Linz or to Wels'])(
    'of "%s" are asked for',
    (intent) => {
      expect(read(intent)).toEqual({});
    },
  );
});

describe('where it is late', () => {
  test.each([
    ['keep it if it is late', 'keep'],
    ['keep it even if it is late', 'keep'],
    ['if late, keep it', 'keep'],
    ['if it comes late, find another carrier', 'retender'],
    ['should it be delayed, cancel the order', 'fail'],
    ['if it is delayed, sing', 'if it is delayed, sing'],
    ['if late, keep it or cancel it', 'if late, keep it or cancel it'],
  ])('"%s" means %s', (words, wish) => {
    expect(read(`order sand; ${words}`).whenLate).toBe(wish);
  });

  test('nothing is wished where nothing is said', () => {
    expect(read('order sand for later use by late evening').whenLate).toBeUndefined();
  });
});

test('any text is read without an error, and the same every time', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (noise) => {
      const intent = `${noise} 40 pallets ${noise}`;
      expect(read(intent)).toEqual(read(intent));
    }),
    { seed: 20_261_126, numRuns: 500 },
  );
});
