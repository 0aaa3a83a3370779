// docs/wrap.md, done as it stands there: its commands are run in their order, in a workspace with a copy of all agents and
// examples. The two ports alone are others, so that nobody on this machine is in the way.

import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { descendantsOf, eventually, freePort, livingOf } from '@parley/testkit';
import { post } from './services.ts';
import { openTerminal, type Terminal } from './terminal.ts';

const repository = join(__dirname, '..', '..', '..');
const page = readFileSync(join(repository, 'docs', 'wrap.md'), 'utf8');
const [untilFirstHeading = ''] = page.split(/^## /m);
const commands = [...untilFirstHeading.matchAll(/^```sh\n(.*?)^```$/gms)].flatMap(([, text]) =>
  text!.trim().split('\n'),
);
const pagePort = /127\.0\.0\.1:(\d+)/.exec(untilFirstHeading)?.[1] ?? '';
/** What stays until Ctrl-C, and what it prints when it is there. */
const staying: readonly (readonly [command: RegExp, isThere: RegExp])[] = [
  [/^npx node examples\/\S+main\.ts /, /"url":"http/],
  [/^npx parley up$/, /Ctrl-C ends it/],
];
const wholeRunMs = 240_000;

let root: string;
let terminal: Terminal;
let port: number;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'parley-wrap-page-'));
  const filter = (source: string) => !['node_modules', 'test'].includes(basename(source));
  for (const folder of [join('packages', 'agents'), 'examples', 'package.json', 'biome.json']) {
    cpSync(join(repository, folder), join(root, folder), { recursive: true, filter });
  }
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'));
  terminal = openTerminal(root, { ...process.env, NATS_URL: undefined, NO_COLOR: '1' });
  port = await freePort();
});

afterAll(async () => {
  await terminal.close();
  rmSync(root, { recursive: true, force: true });
});

/** @returns what it printed; nothing for what stays */
async function follow(command: string): Promise<string> {
  const there = staying.find(([pattern]) => pattern.test(command))?.[1];
  const here = command.replaceAll(pagePort, `${port}`).replace(/ parley up$/, ' parley up --port 0');
  if (there === undefined) return terminal.run(here);
  await terminal.leave(here, there);
  return '';
}

test('a service of one’s own is wrapped by at most six commands', () => {
  expect(commands.length).toBeGreaterThan(0);
  expect(commands.length).toBeLessThanOrEqual(6);
  expect(commands.filter((command) => command.includes('wrap openapi'))).toHaveLength(1);
  expect(commands.at(-1)).toBe('npx parley explain last');
});

test(
  'the commands of the page work as they stand there',
  async () => {
    const printed = new Map<string, string>();
    for (const command of commands) printed.set(command.split(' ').slice(1, 3).join(' '), await follow(command));
    const asked = /ask '(.*?)' --input '(.*)'$/.exec(commands.find((command) => command.includes(' ask '))!)!;
    const { body } = await post(`http://127.0.0.1:${port}/exchange`, JSON.parse(asked[2]!));
    expect(printed.get('parley agents')).toMatch(/cambio .*exchange-money/);
    expect(printed.get('parley ask')).toMatch(/done +cambio did it for 0\.02 USD/);
    expect(printed.get('parley ask')).toContain(`rate: ${body.rate as string}`);
    expect(printed.get('parley explain')).toContain(`"${asked[1]}" ended done`);
    expect(printed.get('parley explain')).toMatch(/Attempt 1 went to cambio\/\w+ for 0\.02 USD/);
  },
  wholeRunMs,
);

test('what it made is a package of the workspace, and Ctrl-C ends all that it started', async () => {
  expect(readdirSync(join(root, 'packages', 'agents', 'cambio'))).toEqual(
    expect.arrayContaining(['README.md', 'agents.json', 'package.json', 'src']),
  );
  const started = terminal.pids.flatMap((pid) => [pid, ...descendantsOf(pid)]);
  expect(started.length).toBeGreaterThan(4);
  await terminal.close();
  await eventually(() => expect(livingOf(started)).toEqual([]), { timeoutMs: 30_000, what: 'all to be gone' });
}, 60_000);
