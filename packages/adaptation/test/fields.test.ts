import { describe, expect, test } from '@jest/globals';
import { createAdapter } from '../src/index.ts';
import { adapt, asked, number, object, text, told } from './support/told.ts';
import { axisEmbedder } from './support/words.ts';

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

  test('does not take a name out of the object whose name it is', async () => {
    const target = object({ name: { type: 'string', description: 'Name of the customer' } });
    expect(await asked({ product: { name: 'lamp' } }, target)).toMatchObject([{ path: 'name' }]);
    expect(await told({ data: { name: 'Ann' }, x: 1 }, target, { name: 'Ann' })).toContain('data.name moved to name');
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
