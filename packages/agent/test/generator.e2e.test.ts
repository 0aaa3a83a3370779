// `turbo gen agent` in a workspace of its own: the real turbo, the real templates.

import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

const root = join(__dirname, '..', '..', '..');
const run = promisify(execFile);
const bin = (name: string) => join(root, 'node_modules', '.bin', name);
const timeoutMs = 60_000;
let workspace = '';

beforeAll(() => {
  workspace = mkdtempSync(join(tmpdir(), 'parley-gen-'));
  for (const file of ['package.json', 'turbo.json', 'biome.json', 'tsconfig.json', 'jest.config.ts', '.gitignore']) {
    cpSync(join(root, file), join(workspace, file));
  }
  mkdirSync(join(workspace, 'packages', 'agents'), { recursive: true });
  cpSync(join(root, 'packages', 'agent', 'turbo'), join(workspace, 'packages', 'agent', 'turbo'), { recursive: true });
  cpSync(join(root, 'packages', 'agent', 'package.json'), join(workspace, 'packages', 'agent', 'package.json'));
  symlinkSync(join(root, 'node_modules'), join(workspace, 'node_modules'));
});

afterAll(() => rmSync(workspace, { recursive: true, force: true }));

/** What turbo printed, whether it succeeded or not. */
async function generate(name: string): Promise<string> {
  const options = { cwd: workspace, env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', NO_COLOR: '1' } };
  const printed = await run(bin('turbo'), ['gen', 'agent', '--args', name], options).catch((thrown) => thrown);
  return `${printed.stdout}${printed.stderr}`;
}

const folderOf = (name: string) => join(workspace, 'packages', 'agents', name);

describe('turbo gen agent', () => {
  test.each(['weather', 'stock-price-of-yesterday'])(
    'makes a package %s that is formatted, typed and tested as it is',
    async (name) => {
      expect(await generate(name)).toContain('Next: npm install');
      const manifest = JSON.parse(readFileSync(join(folderOf(name), 'package.json'), 'utf8'));
      expect(manifest).toMatchObject({ name: `@parley/agent-${name}`, license: 'Apache-2.0' });
      expect(readFileSync(join(folderOf(name), 'README.md'), 'utf8')).toContain(name.replaceAll('-', ' '));
      await run(bin('biome'), ['check', '--error-on-warnings', folderOf(name)], { cwd: workspace });
      await run(bin('tsc'), ['--noEmit', '-p', workspace], { cwd: workspace });
      const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
      const { stderr } = await run(process.execPath, [jest, '--rootDir', workspace, folderOf(name)], {
        cwd: workspace,
      });
      expect(stderr).toMatch(/Tests: +1 passed, 1 total/);
    },
    timeoutMs,
  );

  test.each([
    ['two words', /"two words" cannot be an agent's name: use a-z/],
    ['Weather', /cannot be an agent's name/],
    ['../escape', /cannot be an agent's name/],
    ['client', /"client" is a reserved word/],
    ['x'.repeat(41), /has 41 letters, 40 are allowed/],
  ])('refuses the name %s with the reason and makes nothing', async (name, reason) => {
    expect(await generate(name)).toMatch(reason);
    expect(existsSync(folderOf(name))).toBe(false);
  });

  test('refuses a name that exists and leaves the package as it is', async () => {
    mkdirSync(folderOf('taken'));
    expect(await generate('taken')).toMatch(/packages\/agents\/taken exists already: choose another name/);
    expect(existsSync(join(folderOf('taken'), 'package.json'))).toBe(false);
  });
});
