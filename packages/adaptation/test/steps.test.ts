import { describe, expect, test } from '@jest/globals';
import { Mapping } from '@parley/protocol';
import { type Adapted, createAdapter, describeSteps, type JsonSchema } from '../src/index.ts';
import { axisEmbedder } from './support/words.ts';

const adapter = createAdapter({ embedder: axisEmbedder({ amount: 0, sum: 0 }) });
const adapt = (payload: unknown, target: JsonSchema, source?: JsonSchema): Promise<Adapted> =>
  adapter.adapt({ payload, target, ...(source === undefined ? {} : { source }) });

const object = (properties: Record<string, JsonSchema>, required = Object.keys(properties)): JsonSchema => ({
  type: 'object',
  properties,
  required,
});
const text = { type: 'string' };
const number = { type: 'number' };

/** Expects an adapted value and gives the steps in words. */
async function told(payload: unknown, target: JsonSchema, value: unknown, source?: JsonSchema): Promise<string> {
  const answer = await adapt(payload, target, source);
  expect(answer).toMatchObject({ status: 'adapted', value });
  for (const step of answer.steps) expect(Mapping.parse(step)).toEqual(step);
  return describeSteps(answer.steps);
}

/** Expects questions and gives them. */
async function asked(
  payload: unknown,
  target: JsonSchema,
): Promise<{ path: string; what: string; candidates?: string[] }[]> {
  const answer = await adapt(payload, target);
  if (answer.status !== 'missing') throw new Error(`it was ${answer.status}: ${JSON.stringify(answer)}`);
  return answer.missing;
}

describe('what is valid', () => {
  test('is taken as it is, and is the payload itself', async () => {
    const payload = { amount: 5, currency: 'EUR' };
    const answer = await adapt(payload, object({ amount: number, currency: text }));
    expect(answer).toEqual({ status: 'ok', value: payload, steps: [] });
    expect(answer.status === 'ok' && answer.value).toBe(payload);
  });

  test('but has a name that the schema does not know, is told what is left out', async () => {
    expect(await told({ a: 1, b: 2 }, object({ a: number }), { a: 1 })).toBe(
      'b is left out: the target has no such field',
    );
  });

  test('keeps such names where the schema expressly takes them', async () => {
    const answer = await adapt({ a: 1, b: 2 }, { ...object({ a: number }), additionalProperties: true });
    expect(answer).toMatchObject({ status: 'ok', value: { a: 1, b: 2 } });
  });
});

describe('structure', () => {
  const target = object({ street: text, city: text });
  const payload = { street: 'Elm Row 5', city: 'Leith' };

  test.each([
    { data: payload },
    [payload],
    { input: JSON.stringify(payload) },
    JSON.stringify(payload),
    { result: [payload] },
  ])('is taken off: %j', async (wrapped) => {
    expect(await told(wrapped, target, payload)).not.toBe('');
  });

  test('of lists is put on and taken off', async () => {
    expect(await told({ tags: 'a' }, object({ tags: { type: 'array', items: text } }), { tags: ['a'] })).toContain(
      'list of one',
    );
    expect(await told({ tag: ['a'] }, object({ tag: text }), { tag: 'a' })).toContain('taken out');
    expect(await asked({ tag: ['a', 'b'] }, object({ tag: text }))).toMatchObject([{ path: 'tag' }]);
  });

  test('nested becomes flat and flat nested', async () => {
    const nested = object({ address: target });
    expect(await told(payload, nested, { address: payload })).toContain('city moved to address.city');
    expect(await told({ address_street: 'Elm Row 5', addressCity: 'Leith' }, nested, { address: payload })).toContain(
      'address_street is address.street',
    );
    expect(await told({ address: payload }, target, payload)).toContain('address.city moved to city');
  });

  test('does not move from one object into another', async () => {
    const shipping = object({ shipping: object({ city: text }) });
    expect(await asked({ billing: { city: 'Bern' } }, shipping)).toMatchObject([{ path: 'shipping' }]);
  });

  test('of items is fitted item by item, under the numbers of the items', async () => {
    const list = object({ lines: { type: 'array', items: object({ sku: text, quantity: { type: 'integer' } }) } });
    const lines = [
      { sku: 'a', qty: '2' },
      { sku: 'b', quantity: 3 },
    ];
    expect(
      await told({ lines }, list, {
        lines: [
          { sku: 'a', quantity: 2 },
          { sku: 'b', quantity: 3 },
        ],
      }),
    ).toContain('lines.0.quantity: "2" read as 2');
    expect(await asked({ lines: [{ sku: 'a' }] }, list)).toMatchObject([{ path: 'lines.0.quantity' }]);
  });
});

describe('names', () => {
  test.each(['postalCode', 'postal_code', 'POSTAL-CODE', 'Postal Code', 'postalcode', 'zip'])(
    '%s is postal_code or postalCode',
    async (name) => {
      const answer = await adapt({ [name]: '01067' }, object({ postalCode: text }));
      expect(answer).toMatchObject({ value: { postalCode: '01067' } });
    },
  );

  test('a declared alias is the field', async () => {
    expect(await told({ iban: 'x' }, object({ account: { ...text, 'x-aliases': ['IBAN'] } }), { account: 'x' })).toBe(
      'iban is account',
    );
  });

  test('a known short form is the field, and so are its letters', async () => {
    expect(await told({ ccy: 'EUR' }, object({ currency: text }), { currency: 'EUR' })).toBe('ccy is currency');
    expect(await told({ wrhs: 'EUR' }, object({ warehouse: text }), { warehouse: 'EUR' })).toBe('wrhs is warehouse');
  });

  test('two that could be one field are asked for', async () => {
    expect(await asked({ 'first.name': 'A', first_name: 'B' }, object({ firstName: text }))).toMatchObject([
      { path: 'firstName' },
    ]);
  });

  test('equal meaning is a rename, and its similarity is told', async () => {
    const answer = await adapt({ sum: 5 }, object({ amount: number }));
    expect(answer).toMatchObject({
      status: 'adapted',
      value: { amount: 5 },
      steps: [{ kind: 'meaning', from: 'sum', to: 'amount', similarity: 1 }],
    });
  });

  test('two of equal meaning are asked for, with both names', async () => {
    const both = createAdapter({ embedder: axisEmbedder({ amount: 0, sum: 0, figure: 0 }) });
    const answer = await both.adapt({ payload: { sum: 5, figure: 6 }, target: object({ amount: number }) });
    expect(answer).toMatchObject({ status: 'missing', missing: [{ path: 'amount', candidates: ['sum', 'figure'] }] });
  });

  test('opposites are never taken for each other, however alike they look', async () => {
    const alike = createAdapter({
      embedder: axisEmbedder({ from: 0, to: 0, origin: 0, destination: 0, 'start date': 0, 'end date': 0 }),
    });
    const target = object({ from: text, to: text }, []);
    expect(await alike.adapt({ payload: { destination: 'B', origin: 'A' }, target })).not.toMatchObject({
      value: { from: 'B' },
    });
    expect(await alike.adapt({ payload: { endDate: 'B' }, target: object({ startDate: text }) })).toMatchObject({
      status: 'missing',
    });
  });
});

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

describe('what the schema gives', () => {
  test('is put in where it is required', async () => {
    const target = object({ a: number, unit: { type: 'string', default: 'pieces' }, version: { const: 2 } });
    expect(await told({ a: 1 }, target, { a: 1, unit: 'pieces', version: 2 })).toContain(
      'unit is "pieces", as its schema gives',
    );
  });

  test('is nothing for an enum or a required field without it', async () => {
    expect(
      await asked({}, object({ size: { type: 'string', enum: ['small', 'large'], description: 'How large.' } })),
    ).toEqual([{ path: 'size', what: 'What is the size (How large)?', candidates: ['small', 'large'] }]);
  });
});

describe('alternatives', () => {
  const card = object({ type: { const: 'card' }, number: text });
  const iban = object({ type: { const: 'iban' }, account: text });

  test('are told apart by what they hold', async () => {
    const target = object({ pay: { oneOf: [card, iban] } });
    expect(await told({ pay: { type: 'IBAN', acct: 'x' } }, target, { pay: { type: 'iban', account: 'x' } })).toContain(
      'acct is account',
    );
    expect(await asked({ pay: { type: 'cash' } }, target)).toMatchObject([{ path: 'pay' }]);
  });

  test('with null stay what they are', async () => {
    const target = object({ n: { anyOf: [number, { type: 'null' }] }, m: { type: ['integer', 'null'] } });
    expect(await told({ n: '5', m: null }, target, { n: 5, m: null })).toBe('n: "5" read as 5');
  });
});
