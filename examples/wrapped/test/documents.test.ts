import { expect, test } from '@jest/globals';
import { validate } from '@readme/openapi-parser';
import { get, started } from './services.ts';

const documents = [
  ['kursblatt', '/openapi.json', '/v1/convert', 'get'],
  ['kursblatt', '/v2/openapi.json', '/v2/convert', 'post'],
  ['cambio', '/openapi.json', '/exchange', 'post'],
  ['anschrift', '/openapi.json', '/addresses/check', 'post'],
] as const;

test.each(documents)(
  'the document of %s at %s is valid OpenAPI and has one operation',
  async (name, path, at, method) => {
    const url = await started(name);
    const { body } = await get(`${url}${path}`);
    expect(body.openapi).toBe('3.1.0');
    const paths = structuredClone(body.paths) as Record<string, Record<string, { responses: object }>>;
    expect(await validate(body as never)).toMatchObject({ valid: true });
    expect(Object.keys(paths)).toEqual([at]);
    expect(Object.keys(paths[at]!)).toEqual([method]);
    expect(Object.keys(paths[at]![method]!.responses)).toEqual(expect.arrayContaining(['200', '400']));
  },
);

test('the second release of Kursblatt renames one field, moves one and requires one more', async () => {
  const url = await started('kursblatt');
  const first = (await get(`${url}/openapi.json`)).body as unknown as First;
  const second = (await get(`${url}/v2/openapi.json`)).body as unknown as Second;
  const before = first.paths['/v1/convert'].get.parameters;
  const after = second.paths['/v2/convert'].post.requestBody.content['application/json'].schema;
  expect(before.map(({ name }) => name)).toEqual(['fromCurrency', 'toCurrency', 'amount', 'rounding']);
  expect(before.filter(({ required }) => required).map(({ name }) => name)).toEqual([
    'fromCurrency',
    'toCurrency',
    'amount',
  ]);
  expect(Object.keys(after.properties)).toEqual(['sourceCurrency', 'toCurrency', 'order', 'rounding']);
  expect(after.properties.order!.required).toEqual(['amount']);
  expect(after.required).toContain('rounding');
});

interface First {
  paths: { '/v1/convert': { get: { parameters: { name: string; required: boolean }[] } } };
}

interface Second {
  paths: { '/v2/convert': { post: { requestBody: { content: { 'application/json': { schema: Schema } } } } } };
}

interface Schema {
  required: string[];
  properties: Record<string, Schema>;
}
