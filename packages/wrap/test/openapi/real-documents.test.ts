import { createRequire } from 'node:module';
import { describe, expect, test } from '@jest/globals';
import type { Capability } from '@parley/agent';
import { type WrappedPackage, wrapOpenApi } from '../../src/openapi/index.ts';
import { json, outside, perform } from '../outside.ts';
import { configOf, workspaceWith } from './workspace.ts';

const { resolve } = createRequire(import.meta.filename);
const documents = [
  ['petstore', '3.0', 19],
  ['star-trek', '3.0', 120],
  ['readme', '3.1', 54],
  ['train-travel', '3.1', 6],
] as const;

function wrap(name: string, version: string, more: object = {}): Promise<WrappedPackage> {
  const source = resolve(`@readme/oas-examples/${version}/json/${name}.json`);
  return wrapOpenApi(source, { cwd: '.', name, baseUrl: 'https://1.1.1.1', auth: ['env:KEY'], ...more });
}

describe('a real document', () => {
  test('becomes a package that is formatted, linted, typed and loaded as it is', async () => {
    const packages = await Promise.all(documents.map(([name, version]) => wrap(name, version)));
    using workspace = workspaceWith(packages);
    // The command formats what it wrote; what is formatted once stays so.
    expect(workspace.tool('biome', ['check', '--write', 'packages'])).toBe('');
    expect(workspace.tool('biome', ['check', '--error-on-warnings', 'packages'])).toBe('');
    expect(workspace.tool('tsc', ['--noEmit', '-p', '.'])).toBe('');
    for (const [name, , operations] of documents) {
      expect(Object.keys(workspace.load(name).capabilities)).toHaveLength(operations);
    }
  }, 120_000);

  test('has files of at most 300 lines, of which none needs another in a circle', async () => {
    for (const [name, version] of documents) {
      const { files } = await wrap(name, version);
      const sources = files.filter(({ path }) => path.endsWith('.ts'));
      for (const { text } of sources) expect(text.split('\n').length).toBeLessThanOrEqual(300);
      const imports = new Map(
        sources.map(({ path, text }) => [
          path,
          [...text.matchAll(/from '\.\/(.+?)'/g)].map((match) => `src/${match[1]}`),
        ]),
      );
      const visit = (path: string, above: readonly string[]): void => {
        expect(above).not.toContain(path);
        for (const next of imports.get(path) ?? []) visit(next, [...above, path]);
      };
      visit('src/index.ts', []);
    }
  });

  test('names what is left out and why', async () => {
    const { leftOut } = await wrap('petstore', '3.0');
    expect(leftOut).toEqual([{ id: 'uploadFile', reason: 'body.file: files are not sent' }]);
  });

  test('says of each operation what it is found by', async () => {
    using workspace = workspaceWith([await wrap('petstore', '3.0')]);
    const { capabilities } = workspace.load('petstore');
    expect(capabilities['find-pets-by-status']).toMatchObject({
      description: 'Finds Pets by status. Multiple status values can be provided with comma separated strings.',
      examples: [
        'finds Pets by status',
        'multiple status values can be provided with comma separated strings',
        'find pets by status',
        'get find by status of pet',
      ],
      tags: ['pet'],
    });
  });
});

describe('a call through the wrapped petstore', () => {
  const pet = {
    id: 7,
    name: 'Ada',
    category: { id: 1, name: 'dogs' },
    photoUrls: ['https://x.example/1.jpg'],
    tags: [],
    status: 'sold',
  };
  const answers: Readonly<Record<string, unknown>> = {
    'GET /v2/pet/7': pet,
    'GET /v2/pet/findByStatus?status=sold&status=pending': [pet],
    'POST /v2/pet': pet,
    'GET /v2/store/inventory': { sold: 3, pending: 0 },
    'GET /v2/user/login?username=ada&password=a%26b': 'session 1',
  };
  const calls: readonly [capability: string, input: object, method: string, path: string, body: object | undefined][] =
    [
      ['get-pet-by-id', { petId: 7 }, 'GET', '/v2/pet/7', undefined],
      [
        'find-pets-by-status',
        { status: ['sold', 'pending'] },
        'GET',
        '/v2/pet/findByStatus?status=sold&status=pending',
        undefined,
      ],
      ['add-pet', { name: 'Ada', photoUrls: [] }, 'POST', '/v2/pet', { name: 'Ada', photoUrls: [] }],
      ['get-inventory', {}, 'GET', '/v2/store/inventory', undefined],
      [
        'login-user',
        { username: 'ada', password: 'a&b' },
        'GET',
        '/v2/user/login?username=ada&password=a%26b',
        undefined,
      ],
      ['get-pet-by-id', { petId: 8 }, 'GET', '/v2/pet/8', undefined],
    ];

  test.each(calls)('%s with %j does what a direct one does', async (name, input, method, path, body) => {
    await using there = await outside(({ method: asked, url }, response) => {
      const answer = answers[`${asked} ${url}`];
      json(response, answer ?? { message: 'Pet not found' }, answer === undefined ? 404 : 200);
    });
    const wrapped = await wrap('petstore', '3.0', { baseUrl: `${there.url}/v2`, allowPrivate: true });
    using workspace = workspaceWith([wrapped]);
    const capability = workspace.load('petstore').capabilities[name] as Capability;
    const done = await perform(capability, input, {
      ...configOf(wrapped),
      petstoreAuth: 'k-1234567',
      apiKey: 'k-1234567',
    });
    const sent =
      body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const direct = await fetch(`${there.url}${path}`, { method, ...sent });
    const [heard, heardDirectly] = there.heard;
    expect(heard).toMatchObject({ method: heardDirectly!.method, url: heardDirectly!.url, body: heardDirectly!.body });
    const said = (await direct.json()) as { message?: string };
    const refused = { code: 'service-refused', message: `Swagger Petstore refused (404): ${said.message}` };
    expect(done).toMatchObject(direct.ok ? { output: said } : refused);
    if (direct.ok) expect(capability.output.parse((done as { output: unknown }).output)).toEqual(said);
  });
});
