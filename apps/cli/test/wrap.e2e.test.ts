// `parley wrap openapi` as a person runs it, in a workspace of its own.

import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { spawnNode } from '@parley/testkit';

const entry = join(import.meta.dirname, '..', 'src', 'main.ts');
const repository = join(import.meta.dirname, '..', '..', '..');
const secret = 'sk-live-4711';
const listed = {
  responses: { 200: { description: 'Good.', content: { 'application/json': { schema: { type: 'object' } } } } },
};
const document = {
  openapi: '3.1.0',
  info: { title: 'Book shop', version: '1' },
  servers: [{ url: 'https://1.1.1.1/v1' }],
  security: [{ key: [] }],
  components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
  paths: {
    '/books': {
      get: { operationId: 'listBooks', summary: 'List all books.', ...listed },
      trace: { operationId: 'traceBooks', ...listed },
    },
  },
};

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'parley-wrap-cli-'));
  mkdirSync(join(root, 'packages', 'agents'), { recursive: true });
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'));
  writeFileSync(join(root, 'openapi.json'), JSON.stringify(document));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

async function wrap(...args: string[]): Promise<{ code: number | null; text: string; output: string }> {
  const child = spawnNode(entry, { args: ['wrap', 'openapi', ...args], cwd: root, env: { BOOKS: secret } });
  const { code } = await child.exit;
  return { code, text: child.lines.join('\n'), output: child.outputLines.join('\n') };
}

function filesIn(folder: string): string {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  return names.map((each) => readFileSync(join(each.parentPath, each.name), 'utf8')).join('\n');
}

describe('parley wrap openapi', () => {
  test('writes a package and says what is in it, what is not, and what is next', async () => {
    const { code, text } = await wrap('openapi.json', '--auth', 'env:BOOKS', '--price', '0.02');
    expect(text.split('\n')).toEqual([
      'book-shop: 1 capability in packages/agents/book-shop',
      '  list-books  listBooks',
      'Left out, the rest is whole without them:',
      '  traceBooks: the method TRACE is not called',
      'Next: npx parley up',
    ]);
    expect(code).toBe(0);
    const folder = join(root, 'packages', 'agents', 'book-shop');
    expect(JSON.parse(readFileSync(join(folder, 'agents.json'), 'utf8'))).toEqual({
      'book-shop': { baseUrl: 'https://1.1.1.1/v1', price: '0.02', key: 'env:BOOKS' },
    });
    expect(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))).toMatchObject({
      name: '@parley/agent-book-shop',
      parley: { agents: 'agents.json' },
    });
    expect(`${text}${filesIn(folder)}`).not.toContain(secret);
  });

  test('does not write over what is there, unless it is told to and that is its own', async () => {
    await wrap('openapi.json');
    const edited = join(root, 'packages', 'agents', 'book-shop', 'src', 'index.ts');
    writeFileSync(edited, '// edited');
    const refused = await wrap('openapi.json');
    expect(refused).toMatchObject({ code: 2, text: expect.stringMatching(/book-shop is there already: say --force/) });
    expect(readFileSync(edited, 'utf8')).toBe('// edited');
    expect((await wrap('openapi.json', '--force')).code).toBe(0);
    expect(readFileSync(edited, 'utf8')).toContain('listBooks');
    mkdirSync(join(root, 'mine'));
    writeFileSync(join(root, 'mine', 'letter.txt'), 'dear');
    const other = await wrap('openapi.json', '--out', 'mine', '--force');
    expect(other).toMatchObject({ code: 2, text: expect.stringMatching(/mine holds no wrapped agent/) });
    expect(existsSync(join(root, 'mine', 'letter.txt'))).toBe(true);
  });

  test('tells what secret is missing, and how to name it', async () => {
    const { text } = await wrap('openapi.json');
    expect(text).toContain('It needs a token for "key": say --auth key=env:NAME, or write "key": "env:NAME" into');
  });

  test('never repeats what may be a secret', async () => {
    const { code, text } = await wrap('openapi.json', '--auth', secret);
    expect(code).toBe(2);
    expect(text).not.toContain(secret);
    expect(text).toMatch(/--auth takes "env:NAME"/);
  });

  test('ends with 2 and a sentence where the document is none, with --json as an object', async () => {
    writeFileSync(join(root, 'page.html'), '<title>Sign in</title>');
    const { code, output } = await wrap('page.html', '--json');
    expect(code).toBe(2);
    expect(JSON.parse(output)).toMatchObject({ error: { code: 'document-not-openapi' } });
    expect(existsSync(join(root, 'packages', 'agents', 'sign-in'))).toBe(false);
  });

  test('with --json prints one object', async () => {
    const { text } = await wrap('openapi.json', '--json', '--name', 'books');
    expect(JSON.parse(text)).toMatchObject({
      name: 'books',
      folder: 'packages/agents/books',
      capabilities: [{ name: 'list-books', operation: 'listBooks' }],
      leftOut: [{ id: 'traceBooks' }],
      missingSecrets: [{ key: 'key' }],
    });
  });
});
