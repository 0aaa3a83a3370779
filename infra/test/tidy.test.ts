import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { checkProject } from '../tidy/check-project.ts';
import { projectOf, readProject } from '../tidy/project.ts';

test('the project is tidy', () => {
  expect(checkProject(readProject(join(import.meta.dirname, '..', '..')))).toEqual([]);
});

// A small house that is tidy, and into which each row below plants one violation.
const manifest = (name: string, more: object = {}) =>
  JSON.stringify({ name: `@parley/${name}`, exports: { '.': './src/index.ts' }, ...more });
const opening = '// What this is.\n';
const house: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify({ devDependencies: { '@jest/globals': '30' } }),
  'packages/protocol/package.json': manifest('protocol'),
  'packages/protocol/src/index.ts': `export { word } from './word.ts';\n`,
  'packages/protocol/src/word.ts': `${opening}export const word = 1;\n`,
  'packages/testkit/package.json': manifest('testkit'),
  'packages/testkit/src/index.ts': '',
  'packages/bus/package.json': manifest('bus', { dependencies: { nats: '2' } }),
  'packages/bus/src/index.ts': '',
  'packages/bus/src/nats/door.ts': `${opening}import { connect } from 'nats';\nexport const open = connect;\n`,
  'packages/contract-net/package.json': manifest('contract-net', {
    dependencies: { '@parley/protocol': '*' },
    devDependencies: { '@parley/testkit': '*' },
  }),
  'packages/contract-net/src/index.ts': `export { choose } from './choose.ts';\n`,
  'packages/contract-net/src/choose.ts': `${opening}import { word } from '@parley/protocol';\nexport const choose = word;\n`,
  'packages/contract-net/test/choose.test.ts': `import { expect, test } from '@jest/globals';\nimport '@parley/testkit';\n`,
  'packages/agents/echo/package.json': manifest('agent-echo', {
    exports: { '.': './src/index.ts', './messages': './src/messages.ts' },
  }),
  'packages/agents/echo/src/index.ts': opening,
  'packages/agents/echo/src/messages.ts': opening,
  'packages/agents/other/package.json': manifest('agent-other', { dependencies: { '@parley/agent-echo': '*' } }),
  'packages/agents/other/src/index.ts': `${opening}import '@parley/agent-echo/messages';\n`,
  'apps/demo/package.json': manifest('demo'),
  'apps/demo/src/main.ts': `${opening}console.log(process.env.HOME);\n`,
};

const planted = (files: Record<string, string>) => checkProject(projectOf({ ...house, ...files }));
const asTest = (code: string) => ({ 'packages/bus/test/a.test.ts': code });
const choose = (code: string) => ({
  'packages/contract-net/src/choose.ts': `${house['packages/contract-net/src/choose.ts']}${code}\n`,
});

test('a tidy house is tidy', () => {
  expect(planted({})).toEqual([]);
});

describe('who may know whom: it is a violation', () => {
  test.each<[string, Record<string, string>, RegExp]>([
    ['that a package has no row in the table', { 'packages/extra/package.json': manifest('extra') }, /no row/],
    [
      'to depend upwards',
      { 'packages/protocol/package.json': manifest('protocol', { dependencies: { '@parley/contract-net': '*' } }) },
      /protocol\/package\.json: must not depend on @parley\/contract-net/,
    ],
    [
      'to import upwards',
      { 'packages/protocol/src/word.ts': `${opening}import '@parley/contract-net';\n` },
      /must not import/,
    ],
    [
      'to import upwards as a type alone',
      choose(`import type { B } from '@parley/bus';`),
      /must not import @parley\/bus/,
    ],
    ['to import upwards in passing', choose(`const later = import('@parley/bus');`), /must not import @parley\/bus/],
    ['to import upwards inside a type', choose(`type B = import('@parley/bus').Bus;`), /must not import @parley\/bus/],
    ['to re-export what is above', choose(`export { b } from '@parley/bus';`), /must not import @parley\/bus/],
    ['to import an app', choose(`import '@parley/demo';`), /must not import @parley\/demo/],
    ['to use the testkit in the product', choose(`import '@parley/testkit';`), /must not import @parley\/testkit/],
    ['to reach past exports', choose(`import '@parley/protocol/src/word.ts';`), /does not export/],
    ['to reach out of the package', choose(`import '../../protocol/src/word.ts';`), /reaches out of its package/],
    ['to import what is not there', choose(`import './gone.ts';`), /\.\/gone\.ts, which is not there/],
    ['to import without an ending', choose(`import './index';`), /\.\/index, which is not there/],
    [
      'to import the insides of another agent',
      {
        'packages/agents/other/src/index.ts': `${opening}import '@parley/agent-echo';\nimport '@parley/agent-echo/messages';\n`,
      },
      /must not import @parley\/agent-echo \[/,
    ],
    [
      'to import nats outside of its room',
      { 'packages/bus/src/index.ts': `export { connect } from 'nats';\n` },
      /import nats/,
    ],
  ])('%s', (_, files, expected) => {
    expect(planted(files).join('\n')).toMatch(expected);
  });
});

describe('one file at a time: it is a violation', () => {
  test.each<[string, Record<string, string>, RegExp]>([
    [
      'to import what is not declared',
      choose(`import 'zod';`),
      /imports zod, which its package\.json does not declare/,
    ],
    [
      'to declare what is not imported',
      { 'packages/bus/src/nats/door.ts': opening },
      /declares nats and imports it nowhere/,
    ],
    [
      'to import a package of the house in a test and not to declare it',
      { 'packages/bus/test/a.test.ts': `import '@parley/testkit';` },
      /a\.test\.ts: imports @parley\/testkit, which its package\.json does not declare/,
    ],
    [
      'to declare a package of the house for tests that do not import it',
      { 'packages/contract-net/test/choose.test.ts': '' },
      /contract-net\/package\.json: declares @parley\/testkit and imports it nowhere/,
    ],
    ['to read the environment', choose(`export const home = process.env.HOME;`), /reads process\.env/],
    ['to read it by another spelling', choose(`export const home = process['env'];`), /reads process\.env/],
    ['to read the clock in pure logic', choose('export const now = Date.now();'), /uses Date/],
    ['to set a timer in pure logic', choose('setTimeout(() => {}, 1);'), /uses setTimeout/],
    ['to draw lots in pure logic', choose('export const lot = Math.random();'), /uses Math\.random/],
    ['to do I/O in pure logic', choose(`import { readFile } from 'node:fs';`), /uses node:fs/],
    ['to run one test alone', { 'packages/bus/test/a.test.ts': `test.only('a', () => {});` }, /by test\.only/],
    ['to skip a test', { 'packages/bus/test/a.test.ts': `describe.skip('a', () => {});` }, /by describe\.skip/],
    ['to skip by another name', { 'packages/bus/test/a.test.ts': `xit('a', () => {});` }, /by xit/],
    ['to sleep in a test', asTest('await new Promise((done) => setTimeout(done, 50));'), /sleeps by a promise/],
    ['to sleep by a callback', asTest('new Promise((done) => setTimeout(() => done(1), 50));'), /sleeps by a promise/],
    [
      'to sleep by a resolver',
      asTest('const gate = Promise.withResolvers(); setTimeout(gate.resolve, 50);'),
      /sleeps by a promise/,
    ],
    [
      'to sleep by the module of timers',
      asTest(`import { setTimeout as sleep } from 'node:timers/promises';\nawait sleep(5);`),
      /sleeps by node:timers\/promises/,
    ],
    ['to sleep by promisify', asTest('const sleep = promisify(setTimeout);'), /sleeps by promisify/],
    [
      'to sleep in what tests are built on',
      { 'packages/testkit/src/nap.ts': `${opening}export const nap = new Promise((done) => setTimeout(done, 5));\n` },
      /nap\.ts: sleeps/,
    ],
    [
      'to show a command whose "$" a shell eats',
      { 'README.md': `npx parley ${'ask'} "pay $5"` },
      /a shell eats its "\$"/,
    ],
    [
      'to print such a command',
      choose(`export const hint = "npx parley ${'ask'} \\"pay $5\\"";`),
      /choose\.ts: shows parley ask/,
    ],
    ['to name a file for nothing', { 'packages/bus/src/utils.ts': opening }, /named utils, which says nothing/],
    ['to name a file for nothing in part', { 'packages/bus/src/state-manager.ts': opening }, /named manager/],
    ['to name a file types', { 'packages/bus/src/types.ts': opening }, /named types/],
    ['to name a file in camel case', { 'packages/bus/src/busDoor.ts': opening }, /is not kebab-case/],
    ['to name a package for nothing', { 'packages/shared/package.json': manifest('shared') }, /named for nothing/],
    ['to write more than 300 lines', choose('//\n'.repeat(300)), /has 30\d lines/],
    ['to write what does not parse', choose('const = ;'), /does not parse/],
    [
      'to open without a word',
      { 'packages/bus/src/door.ts': 'export const door = 1;\n' },
      /does not open with what it is/,
    ],
    ['to compute in an index', { 'packages/bus/src/index.ts': 'export const door = 1;\n' }, /computes nothing/],
    [
      'to export everything in an index',
      { 'packages/bus/src/index.ts': `export * from './nats/door.ts';` },
      /computes/,
    ],
    ['to leave something for later', choose(`// ${'TO'}${'DO'}: think`), /do it, or open an issue/],
    ['to put something new at the top level', { 'scripts/x.sh': '' }, /scripts: does not belong at the top level/],
  ])('%s', (_, files, expected) => {
    expect(planted(files).join('\n')).toMatch(expected);
  });
});

describe('the page of exported names: it is a violation', () => {
  const pageWith = (...lines: string[]) => ({
    'docs/packages.md': ['# Exports', '', '## contract-net', '', '| `choose` | it |', '', ...lines].join('\n'),
  });
  const both = ['## protocol', '', '| `word` | the word |', '', 'Types: `Letter`,', '`Mark`.', '', 'And `more`.', ''];
  const exportsTypes = {
    'packages/protocol/src/index.ts': `export { type Letter, type Mark, word } from './word.ts';\n`,
  };

  test('to leave an exported name out, also a type', () => {
    expect(planted(pageWith('## protocol'))).toEqual(['docs/packages.md: lacks word under "protocol" [documentation]']);
    expect(planted({ ...pageWith('## protocol', '', '| `word` | it |'), ...exportsTypes })).toEqual([
      'docs/packages.md: lacks Letter under "protocol" [documentation]',
      'docs/packages.md: lacks Mark under "protocol" [documentation]',
    ]);
  });

  test('to name what is not exported', () => {
    expect(planted(pageWith(...both))).toEqual([
      'docs/packages.md: names Letter under "protocol", which does not export it [documentation]',
      'docs/packages.md: names Mark under "protocol", which does not export it [documentation]',
    ]);
  });

  test('and nothing else is one', () => {
    expect(planted({ ...pageWith(...both), ...exportsTypes })).toEqual([]);
  });
});

describe('circles are found', () => {
  test('among files, also by types alone', () => {
    const files = {
      'packages/bus/src/a.ts': `${opening}import type { B } from './b.ts';\n`,
      'packages/bus/src/b.ts': `${opening}import './c.ts';\n`,
      'packages/bus/src/c.ts': `${opening}export { a } from './a.ts';\n`,
    };
    expect(planted(files).join('\n')).toMatch(
      /bus\/src\/a\.ts -> .*b\.ts -> .*c\.ts -> packages\/bus\/src\/a\.ts \[cycles\]/,
    );
  });

  test('among packages', () => {
    const files = { 'packages/protocol/src/word.ts': `${opening}import '@parley/contract-net';\n` };
    expect(planted(files).join('\n')).toMatch(
      /imports itself: packages\/\S+ -> packages\/\S+ -> packages\/\S+ \[cycles\]/,
    );
  });
});

describe('what is no violation', () => {
  test.each<[string, Record<string, string>]>([
    ['words in a string or a comment', choose(`// process.env, Date.now()\nexport const text = "import 'nats'";`)],
    ['a member that is called like a global', choose('export const later = (clock: Clock) => clock.setTimeout(1);')],
    ['a parameter that hides a global', choose('export const at = (performance: number) => performance + 1;')],
    ['the time limit of a wait', asTest(`new Promise((_, fail) => setTimeout(() => fail(new Error('late')), 50));`)],
    ['a timer of a simulated clock', asTest('new Promise((done) => clock.setTimeout(done, 50));')],
    ["an agent's own work", asTest('const agent = { perform: ({ sleep }) => sleep(50) };')],
    ['an intent in single quotes', { 'README.md': "npx parley ask 'pay $5'" }],
    ['300 lines', choose('//\n'.repeat(297))],
    ['a short suffix', { 'packages/bus/test/door.contract.test.ts': '' }],
  ])('%s', (_, files) => {
    expect(planted(files)).toEqual([]);
  });
});
