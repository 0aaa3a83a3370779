// The operators' commands against a mesh that is really up: the workspace of the repository itself.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually, type NodeChild, spawnNode } from '@parley/testkit';

const entry = join(import.meta.dirname, '..', 'src', 'main.ts');
const root = join(import.meta.dirname, '..', '..', '..');
let temporary = '';
let mesh: NodeChild;
let servers = '';

beforeAll(async () => {
  temporary = mkdtempSync(join(tmpdir(), 'parley-operate-'));
  mesh = start(['up', '--port', '0', '--temporary', '--json', '--model', 'static']);
  servers = JSON.parse(await mesh.waitForLine(/^\{"ready"/, 60_000)).ready.servers;
}, 90_000);

afterAll(async () => {
  mesh.closeInput();
  mesh.kill('SIGTERM');
  await mesh.exit;
  rmSync(temporary, { recursive: true });
}, 60_000);

function start(args: readonly string[]): NodeChild {
  const env = { NATS_URL: undefined, TMPDIR: temporary, NO_COLOR: '1' };
  return spawnNode(entry, { args, env, cwd: root, holdInput: true });
}

async function parley(...args: string[]): Promise<{ code: number | null; text: string; output: string }> {
  const child = start([...args, '--servers', servers, '--model', 'static']);
  const { code } = await child.exit;
  return { code, text: child.lines.join('\n'), output: child.outputLines.join('\n') };
}

async function instanceOf(agent: string): Promise<{ instance: string; state: string } | undefined> {
  const { output } = await parley('top', '--json');
  return JSON.parse(output).instances.find((each: { agent: string }) => each.agent === agent);
}

test('top prints who is here and how busy once where there is no terminal', async () => {
  const { code, output } = await parley('top');
  expect(code).toBe(0);
  expect(output).toMatch(/^default: 11 agents, 11 instances, 0 tasks in flight/);
  expect(output).toMatch(/echo\s.*available\s.*0 of 8/);
  await parley('ask', 'echo: hello there');
  const { output: after } = await parley('top');
  expect(after).toMatch(/echo\s.*available\s.*0 of 8\W+\d+\W+1\W+1\W/);
}, 60_000);

test('drain takes an agent out, a second drain is refused, and resume brings it back', async () => {
  expect(await parley('drain', 'echo', '--reason', 'a look inside')).toMatchObject({
    code: 0,
    output: expect.stringMatching(/^echo\/\w+ agrees to drain echo\.$/),
  });
  await eventually(async () => expect((await instanceOf('echo'))?.state).toBe('draining'), { timeoutMs: 15_000 });
  expect((await parley('ask', 'echo: hello')).code).toBe(4);
  expect(await parley('drain', 'echo')).toMatchObject({
    code: 5,
    output: expect.stringMatching(/refuses: it is draining already/),
  });
  expect((await parley('resume', 'echo')).code).toBe(0);
  expect((await parley('ask', 'echo: hello')).code).toBe(0);
}, 90_000);

test('restart gives a new instance; quarantine keeps it away until it is resumed', async () => {
  const before = await instanceOf('echo');
  expect(await parley('restart', `echo/${before!.instance}`)).toMatchObject({
    code: 0,
    output: expect.stringMatching(/^supervisor\/\w+ agrees to restart echo/),
  });
  await eventually(
    async () => {
      const now = await instanceOf('echo');
      expect(now?.state).toBe('available');
      expect(now?.instance).not.toBe(before!.instance);
    },
    { timeoutMs: 20_000 },
  );
  expect((await parley('quarantine', 'echo')).code).toBe(0);
  await eventually(async () => expect(await instanceOf('echo')).toBeUndefined(), { timeoutMs: 20_000 });
  expect((await parley('resume', 'echo')).code).toBe(0);
  await eventually(async () => expect((await instanceOf('echo'))?.state).toBe('available'), { timeoutMs: 20_000 });
}, 120_000);

test('of an agent that is not here nobody answers, and that is said', async () => {
  const { code, text } = await parley('restart', 'nobody');
  expect([code, text]).toEqual([4, expect.stringMatching(/Nobody is called nobody, .*npx parley agents/)]);
  expect((await parley('drain', 'No Name')).code).toBe(2);
}, 60_000);

test('doctor finds a mesh that is well, and one that is not there', async () => {
  const { code, output } = await parley('doctor', '--json');
  const findings: { what: string; state: string; mend?: string }[] = JSON.parse(output).findings;
  expect(findings.map(({ what }) => what)).toEqual([
    'folder',
    'processes',
    'ports',
    'broker',
    'jetstream',
    'stores',
    'clock',
    'model',
    'agents',
  ]);
  expect(findings.filter(({ state }) => state === 'fail')).toEqual([]);
  expect(code).toBe(0);
  const nowhere = start(['doctor', '--servers', 'nats://127.0.0.1:9']);
  expect((await nowhere.exit).code).toBe(1);
  expect(nowhere.lines.join('\n')).toMatch(/fail {2}broker .*none answers[\s\S]*mend it: npx parley up/);
}, 60_000);
