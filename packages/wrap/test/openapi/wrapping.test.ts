import { describe, expect, test } from '@jest/globals';
import type { Capability } from '@parley/agent';
import { type WrapOptions, type WrappedPackage, wrapOpenApi } from '../../src/openapi/index.ts';
import { json, outside, perform } from '../outside.ts';
import { answer, body, documentOf, place } from './documents.ts';
import { configOf, workspaceWith } from './workspace.ts';

type Json = Record<string, unknown>;

async function wrap(document: Json, options: Partial<WrapOptions> = {}): Promise<WrappedPackage> {
  using there = place();
  const source = there.put('a.json', document);
  return await wrapOpenApi(source, { cwd: there.folder, baseUrl: 'https://1.1.1.1', ...options });
}

/** Calls the only operation of a document, and tells what its service heard and what came of it. */
async function callOnly(
  operation: Record<string, Json>,
  input: object,
  reply: unknown = {},
  more: Json = {},
  config: Json = {},
) {
  await using there = await outside((_, response) => json(response, reply));
  const wrapped = await wrap(documentOf(operation, more), { baseUrl: there.url, allowPrivate: true });
  using workspace = workspaceWith([wrapped]);
  const [capability] = Object.values(workspace.load(wrapped.name).capabilities);
  const done = await perform(capability as Capability, input, { ...configOf(wrapped), ...config });
  return { done, heard: there.heard[0] };
}

const text = { type: 'string' };

describe('what an operation says', () => {
  test('of parameters goes where it says, in the way it says', async () => {
    const parameters = [
      { name: 'ids', in: 'path', required: true, schema: { type: 'array', items: { type: 'integer' } } },
      { name: 'tags', in: 'query', style: 'pipeDelimited', explode: false, schema: { type: 'array', items: text } },
      {
        name: 'filter',
        in: 'query',
        style: 'deepObject',
        explode: true,
        schema: { type: 'object', properties: { a: text } },
      },
      { name: 'where', in: 'query', content: { 'application/json': { schema: { type: 'object' } } } },
      { name: 'X-Trace', in: 'header', schema: text },
      { name: 'ids', in: 'query', schema: text },
      { name: 'session', in: 'cookie', schema: text },
      { name: 'Authorization', in: 'header', schema: text },
    ];
    const input = {
      ids: [1, 2],
      tags: ['a', 'b'],
      filter: { a: 'x' },
      where: { b: [1] },
      'X-Trace': 't',
      idsQuery: 'q',
      session: 's',
    };
    const { heard } = await callOnly({ 'GET /things/{ids}': { parameters } }, input);
    expect(heard?.url).toBe(`/things/1,2?tags=a%7Cb&filter[a]=x&where=${encodeURIComponent('{"b":[1]}')}&ids=q`);
    expect(heard?.headers).toMatchObject({ 'x-trace': 't', cookie: 'session=s' });
    expect(heard?.headers).not.toHaveProperty('authorization');
  });

  const bodies: [string, Json, object, string, string | RegExp][] = [
    [
      'an object is fields',
      body({ type: 'object', required: ['a'], properties: { a: text } }),
      { a: 'x' },
      'application/json',
      '{"a":"x"}',
    ],
    [
      'an object that may be empty is sent all the same',
      body({ type: 'object', properties: { a: text } }),
      {},
      'application/json',
      '{}',
    ],
    ['an array is one field', body({ type: 'array', items: text }), { body: ['x'] }, 'application/json', '["x"]'],
    [
      'a form',
      body(
        { type: 'object', properties: { a: text, b: { type: 'array', items: text } } },
        'application/x-www-form-urlencoded',
      ),
      { a: 'x y', b: ['1', '2'] },
      'application/x-www-form-urlencoded',
      'a=x%20y&b=1&b=2',
    ],
    [
      'parts without files',
      body({ type: 'object', properties: { a: text } }, 'multipart/form-data'),
      { a: 'x' },
      'multipart/form-data',
      /name="a"\r\n\r\nx\r\n/,
    ],
    ['a text', body(text, 'text/plain'), { body: 'hello' }, 'text/plain', 'hello'],
    [
      'JSON of a vendor',
      body({ type: 'object', properties: { a: text } }, 'application/vnd.x+json'),
      { a: 'x' },
      'application/vnd.x+json',
      '{"a":"x"}',
    ],
  ];
  test.each(bodies)('of a body is sent: %s', async (_, requestBody, input, type, sent) => {
    const { heard, done } = await callOnly({ 'POST /things': { requestBody } }, input);
    expect(done).toEqual({ output: {} });
    expect(heard?.headers['content-type']).toContain(type);
    if (typeof sent === 'string') expect(heard?.body).toBe(sent);
    else expect(heard?.body).toMatch(sent);
  });

  test("of a body that has a parameter's name stays apart from it", async () => {
    const requestBody = body({ type: 'object', properties: { id: text } });
    const parameters = [{ name: 'id', in: 'path', required: true, schema: text }];
    const { heard } = await callOnly(
      { 'PUT /things/{id}': { parameters, requestBody } },
      { id: '1', body: { id: '2' } },
    );
    expect(heard).toMatchObject({ url: '/things/1', body: '{"id":"2"}' });
  });

  test('of an idempotency key is kept, and no field of the input', async () => {
    const parameters = [{ name: 'Idempotency-Key', in: 'header', required: true, schema: text }];
    const { heard } = await callOnly({ 'POST /payments': { parameters } }, {});
    expect(heard?.headers['idempotency-key']).toBe('c1.POST /payments');
  });

  test('of an answer without content is an answer', async () => {
    const responses = { 204: { description: 'Gone.' } };
    const wrapped = await wrap(documentOf({ 'DELETE /things/{id}': { responses } }));
    using workspace = workspaceWith([wrapped]);
    expect(workspace.load(wrapped.name).capabilities['delete-things-id']?.output.safeParse(null).success).toBe(true);
  });

  test('of several good answers is any of them', async () => {
    const responses = { 200: answer({ type: 'integer' }), 201: answer(text) };
    const { done } = await callOnly({ 'POST /things': { responses } }, {}, 'made');
    expect(done).toEqual({ output: 'made' });
  });
});

describe('what lets a caller in', () => {
  const schemes = {
    header: { type: 'apiKey', in: 'header', name: 'X-Key' },
    query: { type: 'apiKey', in: 'query', name: 'key' },
    cookie: { type: 'apiKey', in: 'cookie', name: 'sid' },
    bearer: { type: 'http', scheme: 'bearer' },
    basic: { type: 'http', scheme: 'basic' },
    digest: { type: 'http', scheme: 'digest' },
  };
  const secured = (security: readonly Json[]) => ({ components: { securitySchemes: schemes }, security });

  test.each([
    ['header', { headers: { 'x-key': 'secret-1' } }],
    ['query', { url: '/a?key=secret-1' }],
    ['cookie', { headers: { cookie: 'sid=secret-1' } }],
    ['bearer', { headers: { authorization: 'Bearer secret-1' } }],
    ['basic', { headers: { authorization: `Basic ${Buffer.from('secret-1').toString('base64')}` } }],
  ])('by %s is sent from the configuration', async (scheme, expected) => {
    const more = secured([{ [scheme]: [] }]);
    const { heard } = await callOnly({ 'GET /a': {} }, {}, {}, more, { [scheme]: 'secret-1' });
    expect(heard).toMatchObject(expected);
  });

  test('is named by --auth, and nothing else of it is written', async () => {
    const document = documentOf({ 'GET /a': {} }, secured([{ bearer: [] }]));
    const one = await wrap(document, { auth: ['env:MY_TOKEN'] });
    expect(configOf(one)).toMatchObject({ bearer: 'env:MY_TOKEN' });
    expect(one.missingSecrets).toEqual([]);
    const other = await wrap(document);
    expect(configOf(other)).not.toHaveProperty('bearer');
    expect(other.missingSecrets).toMatchObject([{ key: 'bearer', scheme: 'bearer', what: 'a token' }]);
  });

  test('is the first way that can be met, or the one that --auth names', async () => {
    const document = documentOf({ 'GET /a': {} }, secured([{ digest: [] }, { header: [] }, { bearer: [] }]));
    expect(configOf(await wrap(document, { auth: ['bearer=env:T'] }))).toMatchObject({ bearer: 'env:T' });
    expect((await wrap(document)).missingSecrets).toMatchObject([{ scheme: 'header' }]);
  });

  test('is not needed where nobody is asked for it', async () => {
    const document = documentOf(
      { 'GET /a': { security: [] }, 'GET /b': { security: [{}, { bearer: [] }] } },
      secured([{ bearer: [] }]),
    );
    expect((await wrap(document)).missingSecrets).toEqual([]);
  });
});

describe('an operation is left out, by name and with its reason', () => {
  const image = { 200: { description: 'x', content: { 'image/png': {} } } };
  const rows: [string, Json, RegExp][] = [
    ['GET /a', { requestBody: body(text) }, /GET with a body/],
    ['POST /a', { requestBody: body({}, 'application/xml') }, /body: "application\/xml" cannot be written/],
    [
      'POST /a',
      {
        requestBody: body(
          { type: 'object', properties: { a: { type: 'string', format: 'binary' } } },
          'multipart/form-data',
        ),
      },
      /body.a: files are not sent/,
    ],
    [
      'POST /a',
      {
        requestBody: body(
          { type: 'object', properties: { a: { type: 'object' } } },
          'application/x-www-form-urlencoded',
        ),
      },
      /an object within a form/,
    ],
    ['GET /a', { responses: image }, /answer 200: "image\/png" cannot be read/],
    [
      'GET /a/{b}',
      { parameters: [{ name: 'b', in: 'path', required: true, style: 'matrix', schema: text }] },
      /b: "style": "matrix"/,
    ],
    [
      'GET /a',
      { parameters: [{ name: 'b', in: 'query', schema: { type: 'array', items: { type: 'object' } } }] },
      /which no style can write/,
    ],
    ['GET /a', { servers: [{ url: 'https://other.example' }] }, /servers of its own/],
    ['GET /a', { security: [{ odd: [] }] }, /security: the scheme "odd" \(mutualTLS\) is not known/],
    [
      'GET /a',
      { responses: { 200: answer({ type: 'object', properties: { b: { not: {} } } }) } },
      /answer 200.b: the keyword "not"/,
    ],
  ];
  test.each(rows)('%s %j', async (where, operation, reason) => {
    const components = { securitySchemes: { odd: { type: 'mutualTLS' } } };
    using there = place();
    const document = documentOf({ [where]: { operationId: 'bad', ...operation }, 'GET /good': {} }, { components });
    const served = { ...document, servers: [{ url: 'https://1.1.1.1' }] };
    const wrapped = await wrapOpenApi(there.put('a.json', served), { cwd: there.folder });
    expect(wrapped.leftOut).toEqual([{ id: 'bad', reason: expect.stringMatching(reason) }]);
    expect(wrapped.capabilities).toEqual([{ name: 'get-good', operation: 'GET /good' }]);
  });
});
