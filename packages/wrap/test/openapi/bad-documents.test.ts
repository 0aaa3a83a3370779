import { describe, expect, test } from '@jest/globals';
import { type WrapErrorCode, wrapOpenApi } from '../../src/openapi/index.ts';
import { answerWithoutEnd, json, outside } from '../outside.ts';
import { documentOf, place } from './documents.ts';

const good = documentOf({ 'GET /things': { operationId: 'listThings', summary: 'List all things.' } });
const isPublic = { baseUrl: 'https://1.1.1.1' };

/** What is said of a document that cannot be wrapped. */
async function refusal(source: string, cwd: string, options: object = {}): Promise<{ code: string; message: string }> {
  const { code, message } = await wrapOpenApi(source, { cwd, ...isPublic, ...options }).then(
    () => ({ code: 'wrapped', message: '' }),
    (thrown) => thrown as { code: string; message: string },
  );
  return { code, message };
}

const bomb = [
  'openapi: 3.0.0',
  'a: &a [x, x, x, x, x, x, x, x, x, x]',
  ...[...'bcdefghi'].map((name, index) => `${name}: &${name} [${Array(10).fill(`*${'abcdefgh'[index]}`).join(', ')}]`),
].join('\n');

describe('a document', () => {
  const rows: [string, unknown, WrapErrorCode, RegExp][] = [
    ['that is a page', '<!doctype html><title>Sign in</title>', 'document-not-openapi', /begins "Sign in".*"openapi"/],
    ['that is something else', { name: 'x' }, 'document-not-openapi', /give the document itself/],
    ['that is a list', [], 'document-not-openapi', /is no OpenAPI document/],
    ['that is empty', '', 'document-not-openapi', /is no OpenAPI document/],
    ['of Swagger 2', { swagger: '2.0', paths: {} }, 'document-old', /convert it to OpenAPI 3/],
    ['of a version to come', { ...good, openapi: '4.0.0' }, 'document-unknown-version', /3\.0 and 3\.1/],
    ['that breaks off', JSON.stringify(good).slice(0, -9), 'document-unreadable', /is no JSON that can be read/],
    ['that is no YAML', 'openapi: "3.0.0', 'document-unreadable', /is no YAML that can be read/],
    ['with a bomb of aliases', bomb, 'document-unreadable', /alias/i],
    ['with an alias to itself', 'openapi: 3.0.0\na: &a [*a]', 'document-unreadable', /YAML|deeper/],
    ['that nests without end', '['.repeat(50_000), 'document-unreadable', /JSON/],
    [
      'that nests too deep',
      `{"openapi":"3.0.0","a":${'['.repeat(900)}${']'.repeat(900)}}`,
      'document-unreadable',
      /200 levels/,
    ],
    ['of 20 MB', `{"openapi":"3.0.0","a":"${'a'.repeat(20_000_000)}"}`, 'document-too-large', /16 MiB/],
    [
      'that is not what OpenAPI allows',
      { ...good, openapi: '3.0.3', paths: { '/a': { get: {} } } },
      'document-invalid',
      /responses/,
    ],
    [
      'in several files',
      documentOf({ 'GET /a': { parameters: [{ $ref: 'other.yaml#/a' }] } }),
      'document-in-pieces',
      /"other.yaml#\/a".*bundle/,
    ],
    [
      'with parts on other hosts',
      documentOf({ 'GET /a': { parameters: [{ $ref: 'http://127.0.0.1:9/a.json' }] } }),
      'document-in-pieces',
      /127\.0\.0\.1:9/,
    ],
    ['without operations', { ...good, openapi: '3.0.3', paths: {} }, 'nothing-left', /it has no operations/],
    [
      'of which nothing can be wrapped',
      documentOf({
        'TRACE /a': {},
        'GET /b': { responses: { 200: { description: 'x', content: { 'image/png': {} } } } },
      }),
      'nothing-left',
      /TRACE[\s\S]*image\/png/,
    ],
  ];
  test.each(rows)('%s is refused with what to do', async (_, content, code, message) => {
    using there = place();
    const name = there.put('openapi.json', content);
    expect(await refusal(name, there.folder)).toEqual({ code, message: expect.stringMatching(message) });
  });

  test('that is not there is refused by its path', async () => {
    using there = place();
    expect(await refusal('none.json', there.folder)).toMatchObject({
      code: 'document-missing',
      message: expect.stringContaining('none.json is not there'),
    });
  });

  test('in YAML, with anchors, is read as the same in JSON', async () => {
    using there = place();
    const yaml = [
      'openapi: 3.0.3',
      'info: {title: Things, version: "1"}',
      'x-answers: &answers {responses: {"200": {description: Good}}}',
      'paths:',
      '  /a: {get: {<<: *answers, operationId: readA}}',
      '  /b: {get: {<<: *answers, operationId: readB}}',
    ].join('\n');
    const { capabilities } = await wrapOpenApi(there.put('a.yaml', yaml), { cwd: there.folder, ...isPublic });
    expect(capabilities.map(({ name }) => name)).toEqual(['read-a', 'read-b']);
  });
});

describe('an address', () => {
  const here = { allowPrivate: true };

  test('is asked, and relative servers start from it', async () => {
    await using there = await outside((_, response) => json(response, { ...good, servers: [{ url: '../v2' }] }));
    const wrapped = await wrapOpenApi(`${there.url}/api/openapi.json?key=secret`, { cwd: '.', ...here });
    const config = JSON.parse(wrapped.files.find(({ path }) => path === 'agents.json')!.text);
    expect(config).toEqual({ 'test-service': { baseUrl: `${there.url}/v2`, allowPrivate: true } });
    expect(JSON.stringify(wrapped.files)).not.toContain('secret');
  });

  test('on this machine is refused unless that is allowed, and not asked', async () => {
    await using there = await outside((_, response) => json(response, good));
    const said = await refusal(`${there.url}/openapi.json`, '.');
    expect(said).toEqual({ code: 'address-refused', message: expect.stringMatching(/--allow-private/) });
    expect(there.heard).toEqual([]);
  });

  test('of a service on this machine is refused unless that is allowed', async () => {
    using there = place();
    const local = { ...good, servers: [{ url: 'http://localhost:3000' }] };
    const said = await refusal(there.put('a.json', local), there.folder, { baseUrl: undefined });
    expect(said).toEqual({ code: 'address-refused', message: expect.stringMatching(/localhost.*--allow-private/) });
  });

  test('that leads to another host is refused with what to give', async () => {
    await using other = await outside((_, response) => json(response, good));
    await using there = await outside((_, response) => {
      response.writeHead(302, { location: `${other.url}/openapi.json` }).end();
    });
    expect(await refusal(`${there.url}/openapi.json`, '.', here)).toEqual({
      code: 'document-refused',
      message: expect.stringMatching(/redirects to another host.*give the address/),
    });
    expect(other.heard).toEqual([]);
  });

  test('that leads on within its host is followed', async () => {
    await using there = await outside((heard, response) =>
      heard.url === '/' ? response.writeHead(301, { location: '/openapi.json' }).end() : json(response, good),
    );
    expect((await wrapOpenApi(`${there.url}/`, { cwd: '.', ...isPublic, ...here })).capabilities).toHaveLength(1);
  });

  test.each([
    ['never', () => undefined],
    ['half', (response: { write(text: string): void }) => response.write('{')],
  ] as const)('that answers %s is given up in time', async (_, answer) => {
    await using there = await outside((__, response) => answer(response));
    expect(await refusal(`${there.url}/a`, '.', { ...here, timeoutMs: 80 })).toMatchObject({
      code: 'document-unreachable',
      message: expect.stringContaining('did not answer within 0.08 s'),
    });
  });

  test('where nobody is, is told so', async () => {
    const there = await outside((_, response) => json(response, good));
    await there[Symbol.asyncDispose]();
    expect(await refusal(`${there.url}/a`, '.', here)).toMatchObject({
      code: 'document-unreachable',
      message: expect.stringContaining('does not answer (ECONNREFUSED)'),
    });
  });

  test('that answers without end is cut off', async () => {
    let sent = () => 0;
    await using there = await outside((_, response) => {
      sent = answerWithoutEnd(response, 256 * 1024);
    });
    expect(await refusal(`${there.url}/a`, '.', here)).toMatchObject({ code: 'document-too-large' });
    expect(sent()).toBeLessThan(100_000_000);
  });

  test.each([
    ['http://user:secret@1.1.1.1/a', /holds a user or a password/],
    ['ftp://1.1.1.1/a', /cannot be read from/],
    ['http://', /is no address/],
  ])('%s is refused as it is', async (source, message) => {
    const said = await refusal(source, '.');
    expect(said).toEqual({ code: 'bad-wrap-option', message: expect.stringMatching(message) });
    expect(said.message).not.toContain('secret');
  });

  test('that wants a login is told by its status', async () => {
    await using there = await outside((_, response) => json(response, { message: 'who are you?' }, 401));
    expect(await refusal(`${there.url}/a`, '.', here)).toMatchObject({
      code: 'document-refused',
      message: expect.stringMatching(/answered 401.*who are you/),
    });
  });

  test('that a document from a file leaves open has to be named', async () => {
    using there = place();
    const name = there.put('a.json', { ...good, servers: [{ url: '/v1' }] });
    const said = await refusal(name, there.folder, { baseUrl: undefined });
    expect(said).toEqual({ code: 'no-address', message: expect.stringMatching(/"\/v1".*--base-url/) });
  });
});

describe('an option', () => {
  test.each([
    [{ only: ['listThing'] }, 'unknown-operation', /no operation "listThing"\. Near are "listThings"/],
    [{ auth: ['sk-12345678'] }, 'bad-wrap-option', /--auth takes "env:NAME"/],
    [{ name: 'Not A Name' }, 'bad-wrap-option', /cannot be an agent's name/],
    [{ price: '1,50' }, 'bad-wrap-option', /is no price/],
    [{ baseUrl: 'service' }, 'bad-wrap-option', /--base-url: "service" is no address/],
    [{ baseUrl: 'http://10.0.0.1' }, 'address-refused', /10\.0\.0\.1/],
  ])('%j is refused with what to write', async (options, code, message) => {
    using there = place();
    const said = await refusal(there.put('a.json', good), there.folder, options);
    expect(said).toEqual({ code, message: expect.stringMatching(message) });
    expect(said.message).not.toContain('sk-12345678');
  });
});
