import { describe, expect, test } from '@jest/globals';
import { adapt, asked, number, object, text, told } from './support/told.ts';

describe('scalars', () => {
  test.each([
    ['50', number, 50],
    ['-1.50', number, -1.5],
    ['3', { type: 'integer' }, 3],
    [50, text, '50'],
    ['TRUE', { type: 'boolean' }, true],
    ['usd', { type: 'string', enum: ['USD', 'EUR'] }, 'USD'],
    ['17 March 2026', { type: 'string', format: 'date' }, '2026-03-17'],
    ['Mar 17, 2026', { type: 'string', format: 'date' }, '2026-03-17'],
    ['17/03/2026', { type: 'string', format: 'date' }, '2026-03-17'],
    ['04.04.2026', { type: 'string', format: 'date' }, '2026-04-04'],
    ['2026-03-17T00:00:00Z', { type: 'string', format: 'date' }, '2026-03-17'],
    [1773705600, { type: 'string', format: 'date' }, '2026-03-17'],
    [1773705600000, { type: 'string', format: 'date-time' }, '2026-03-17T00:00:00Z'],
    ['2026-03-17T00:00:00Z', { type: 'integer', description: 'Unix time in seconds' }, 1773705600],
    ['5 km', { type: 'number', description: 'How far, in metres' }, 5000],
    ['5km', { type: 'integer', 'x-unit': 'm' }, 5000],
    ['PT1H30M', { type: 'integer', description: 'Duration in minutes' }, 90],
    ['0.3 km', { type: 'number', 'x-unit': 'm' }, 300],
    ['10 lb', { type: 'number', 'x-unit': 'kg' }, 4.5359237],
    ['16.09344 km', { type: 'number', 'x-unit': 'mi' }, 10],
    ['37 °C', { type: 'number', 'x-unit': 'degF' }, 98.6],
  ] as const)('%j is read by %j as %j', async (given, schema, value) => {
    expect(await told({ field: given }, object({ field: schema }), { field: value })).not.toBe('');
  });

  test.each([
    ['', number],
    [null, number],
    ['007', number],
    ['1e3', number],
    ['1,234', number],
    ['9007199254740993', number],
    ['0.1234567890123456789', number],
    [1.5, { type: 'integer' }],
    ['1.5', { type: 'integer' }],
    ['yes', { type: 'boolean' }],
    [1, { type: 'boolean' }],
    [null, text],
    [true, text],
    ['US Dollar', { type: 'string', enum: ['USD', 'EUR'] }],
    ['31/02/2026', { type: 'string', format: 'date' }],
    ['2026-03-17T10:00:00Z', { type: 'string', format: 'date' }],
    ['2026-03-17', { type: 'string', format: 'date-time' }],
    ['2026-03-17T10:00:00', { type: 'string', format: 'date-time' }],
    [12345, { type: 'string', format: 'date' }],
    ['5 km', number],
    ['5 kg', { type: 'number', 'x-unit': 'm' }],
    ['1 km', { type: 'number', 'x-unit': 'mi' }],
    ['2 month', { type: 'number', 'x-unit': 'days' }],
  ] as const)('%j is not bent into %j', async (given, schema) => {
    expect(await asked({ field: given }, object({ field: schema }))).toMatchObject([{ path: 'field' }]);
  });

  test('a date that could be two is asked for, with both', async () => {
    expect(await asked({ due: '03/04/2025' }, object({ due: { type: 'string', format: 'date' } }))).toEqual([
      { path: 'due', what: 'Which day is "03/04/2025"?', candidates: ['2025-04-03', '2025-03-04'] },
    ]);
  });

  test('an optional value that cannot be read is asked for, not dropped', async () => {
    expect(
      await asked({ a: 1, due: 'soon' }, object({ a: number, due: { type: 'string', format: 'date' } }, ['a'])),
    ).toMatchObject([{ path: 'due' }]);
  });
});

describe('units of bare numbers', () => {
  test('are those of the name', async () => {
    const target = object({ distance: { ...number, description: 'In metres' } });
    expect(await told({ distance_km: 5 }, target, { distance: 5000 })).toContain('distance: 5 km is 5000 m');
    expect(await told({ distanceKm: '0.3' }, target, { distance: 300 })).toContain('0.3 km is 300 m');
  });

  test("are those of the payload's own schema, even where the value is valid as it is", async () => {
    const [target, source] = [
      object({ wait: { ...number, 'x-unit': 'ms' } }),
      object({ wait: { ...number, 'x-unit': 's' } }),
    ];
    expect(await told({ wait: 2 }, target, { wait: 2000 }, source)).toBe('wait: 2 s is 2000 ms');
    expect(await adapt({ wait: 2 }, target)).toMatchObject({ status: 'ok' });
  });

  test('are asked for where only one side says one in its name', async () => {
    expect(await asked({ timeout: 5 }, object({ timeoutMs: number }))).toMatchObject([
      { path: 'timeoutMs', what: expect.stringContaining('ms') },
    ]);
  });
});

describe('money', () => {
  const money = object({ amount: number, currency: { type: 'string', enum: ['USD', 'EUR', 'JPY'] } });

  test.each(['$50 USD', 'USD 50', '50 USD', 'US$50', 'usd 50.00'])(
    '%s becomes an amount and a currency',
    async (written) => {
      const value = { amount: 50, currency: 'USD' };
      expect(await told({ price: written }, object({ price: money }), { price: value })).toContain('read as 50');
      expect(await told({ amount: written }, money, value)).toContain('read as 50');
    },
  );

  test('with thousands is read where the point is clear', async () => {
    expect(await told({ amount: '€1,234.50' }, money, { amount: 1234.5, currency: 'EUR' })).toContain('1234.50 EUR');
    expect(await asked({ amount: '€1.234,50' }, money)).not.toEqual([]);
  });

  test.each([
    ['$50', ['USD']],
    ['¥50', ['JPY']],
  ])('%s could be several currencies, and is asked for', async (written, candidates) => {
    expect(await asked({ amount: written }, money)).toEqual([
      { path: 'currency', what: `Which currency is "${written}" in?`, candidates },
    ]);
  });

  test('beside its currency is read by it, and a contradiction is asked for', async () => {
    expect(await told({ amount: '$50', currency: 'USD' }, money, { amount: 50, currency: 'USD' })).toContain(
      'read as 50',
    );
    expect(await asked({ amount: '€50', currency: 'USD' }, money)).toMatchObject([{ path: 'currency' }]);
  });

  test('becomes one text where the field takes it', async () => {
    const target = object({ price: { ...text, examples: ['20 USD'] } });
    expect(await told({ price: { amount: 50, currency: 'EUR' } }, target, { price: '50 EUR' })).toContain('50 EUR');
    expect(await told({ price: 50, currency: 'EUR' }, target, { price: '50 EUR' })).toContain('50 EUR');
  });
});
