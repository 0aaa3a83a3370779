import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readSupplierConfig } from '../src/config.ts';

const right = { depot: 'Linz', leadHours: 2, goods: { cement: { stock: 10, price: '162.00' } } };
const named: Record<string, unknown> = JSON.parse(readFileSync(join(__dirname, '../agents.json'), 'utf8'));

describe('the configuration of a supplier', () => {
  test.each(Object.entries(named))('%s can be read', (name, config) => {
    expect(readSupplierConfig(name, config).depot).toBeTruthy();
  });

  test('has what is not said filled in', () => {
    expect(readSupplierConfig('one', right)).toMatchObject({ minimum: 1, restockHours: 24, volume: [] });
  });

  test.each<[string, object, RegExp]>([
    ['no depot', { ...right, depot: undefined }, /depot/],
    ['a depot that is no place', { ...right, depot: 'Atlantis' }, /depot/],
    ['nothing to sell', { ...right, goods: {} }, /at least one kind of goods/],
    ['goods that nobody trades', { ...right, goods: { stones: { stock: 1, price: '1' } } }, /goods/],
    ['a price that is a number', { ...right, goods: { cement: { stock: 1, price: 162 } } }, /goods\.cement\.price/],
    ['no stock', { ...right, goods: { cement: { stock: 0, price: '1' } } }, /goods\.cement\.stock/],
    ['a lead time before the order', { ...right, leadHours: -1 }, /leadHours/],
    [
      'discounts out of order',
      {
        ...right,
        volume: [
          { from: 9, percentOff: 1 },
          { from: 9, percentOff: 2 },
        ],
      },
      /volume/,
    ],
  ])('with %s is not taken, and says where', (_, config, where) => {
    expect(() => readSupplierConfig('one', config)).toThrow(where);
    expect(() => readSupplierConfig('one', config)).toThrow(/supplier "one"/);
  });
});
