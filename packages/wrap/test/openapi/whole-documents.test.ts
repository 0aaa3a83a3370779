import { describe, expect, test } from '@jest/globals';
import { limits } from '@parley/protocol';
import { type WrapOptions, type WrappedPackage, wrapOpenApi } from '../../src/openapi/index.ts';
import { answer, documentOf, place } from './documents.ts';
import { workspaceWith } from './workspace.ts';

type Json = Record<string, unknown>;

const text = { type: 'string' };

async function wrap(document: Json, options: Partial<WrapOptions> = {}): Promise<WrappedPackage> {
  using there = place();
  const source = there.put('a.json', document);
  return await wrapOpenApi(source, { cwd: there.folder, baseUrl: 'https://1.1.1.1', ...options });
}

describe('--only', () => {
  const document = documentOf({
    'GET /a': { operationId: 'readA' },
    'POST /a': { operationId: 'writeA' },
    'GET /b': {},
  });

  test.each([
    [['readA'], ['read-a']],
    [
      ['read-a', 'GET /b'],
      ['read-a', 'get-b'],
    ],
    [['post /a'], ['write-a']],
  ])('%j wraps %j', async (only, names) => {
    expect((await wrap(document, { only })).capabilities.map(({ name }) => name)).toEqual(names);
  });
});

describe('names of the document', () => {
  test('that mean something in code do no harm', async () => {
    const schemas = {
      Error: { type: 'object', properties: { "it's": text, __proto__x: text } },
      z: text,
      service: { type: 'object', properties: { constructor: text } },
    };
    const operation = (ref: string) => ({ responses: { 200: answer({ $ref: `#/components/schemas/${ref}` }) } });
    const wrapped = await wrap(
      documentOf(
        {
          'GET /a': { operationId: 'delete', ...operation('Error') },
          'GET /b': { operationId: 'fetch', ...operation('z') },
          'GET /c': { operationId: 'service', ...operation('service') },
          'GET /d': {
            operationId: '*/ process.exit(1) /*',
            // biome-ignore lint/suspicious/noTemplateCurlyInString: that is what is tried
            summary: 'A `summary` with ${x} and \\ and "quotes" and \'others\'.',
          },
          'GET /e*/x': { operationId: 'das Ähnliche', tags: ['schemas', 'types'] },
          'GET /f': { operationId: 'fetch!' },
        },
        { components: { schemas } },
      ),
    );
    using workspace = workspaceWith([wrapped]);
    workspace.tool('biome', ['check', '--write', 'packages']);
    expect(workspace.tool('biome', ['check', '--error-on-warnings', 'packages'])).toBe('');
    expect(workspace.tool('tsc', ['--noEmit', '-p', '.'])).toBe('');
    const { capabilities } = workspace.load(wrapped.name);
    expect(Object.keys(capabilities)).toEqual([
      'delete',
      'fetch',
      'service',
      'process-exit-1',
      'das-ahnliche',
      'fetch-2',
    ]);
  });
});

describe('tags', () => {
  test('that come to the same file name each keep their operations', async () => {
    const long = {
      description: 'All of it. '.repeat(200),
      responses: { 200: answer({ type: 'object', properties: fields(60) }) },
    };
    const operations = {
      ...Object.fromEntries([...'abcde'].map((name) => [`GET /${name}`, { tags: ['pets'], ...long }])),
      'GET /x': { tags: ['pets 1'], ...long },
      'GET /y': { tags: ['index'] },
      'GET /z': { tags: ['schemas'] },
    };
    using workspace = workspaceWith([await wrap(documentOf(operations), { name: 'pets' })]);
    expect(Object.keys(workspace.load('pets').capabilities)).toHaveLength(8);
  });
});

function fields(count: number): Json {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`field${index}`, text]));
}

describe('a document that is too large for an agent', () => {
  test('by its operations is refused with what to do', async () => {
    const count = limits.capabilitiesPerAgentMax + 1;
    const operations = Object.fromEntries(Array.from({ length: count }, (_, index) => [`GET /a${index}`, {}]));
    await expect(wrap(documentOf(operations))).rejects.toMatchObject({
      code: 'too-many-operations',
      message: expect.stringContaining('--only'),
    });
  });

  test('by what one of them would have to say has that one left out', async () => {
    const field = (ref: number) => ({ $ref: `#/components/schemas/S${ref}` });
    // Each one holds the next eight times: written out, the first is eight to the seventh times the last.
    const schemas = Object.fromEntries(
      Array.from({ length: 8 }, (_, level) => {
        const inner = level === 7 ? text : field(level + 1);
        return [
          `S${level}`,
          { type: 'object', properties: Object.fromEntries([...'abcdefgh'].map((name) => [name, inner])) },
        ];
      }),
    );
    const operations = { 'GET /large': { responses: { 200: answer(field(0)) } }, 'GET /small': {} };
    const { leftOut, capabilities } = await wrap(documentOf(operations, { components: { schemas } }));
    expect(leftOut).toEqual([{ id: 'GET /large', reason: expect.stringMatching(/written out, take about \d+ kB/) }]);
    expect(capabilities).toHaveLength(1);
  });
});
