import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, expect, test } from '@jest/globals';

const entry = join(__dirname, '../src/main.ts');
const children: ChildProcessWithoutNullStreams[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function run(...args: string[]): ChildProcessWithoutNullStreams {
  const child = spawn(process.execPath, [entry, ...args]);
  children.push(child);
  return child;
}

async function ready(child: ChildProcessWithoutNullStreams): Promise<string> {
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return (JSON.parse(line) as { url: string }).url;
}

test.each<[string, (child: ChildProcessWithoutNullStreams) => void]>([
  ['its input pipe closes', (child) => child.stdin.end()],
  ['it is told to by SIGTERM', (child) => child.kill('SIGTERM')],
  ['it is interrupted', (child) => child.kill('SIGINT')],
])('the bank prints its address, serves, and ends when %s', async (_, stop) => {
  const child = run();
  const url = await ready(child);
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(await (await fetch(`${url}/health`)).json()).toEqual({ ok: true, charges: 0, requests: 0 });
  const exit = once(child, 'exit');
  stop(child);
  expect(await exit).toEqual([0, null]);
});

test('it ends with a charge still waiting', async () => {
  const child = run();
  const url = await ready(child);
  const post = (path: string, body: unknown) =>
    fetch(url + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  await post('/faults', { delayMs: 60_000 });
  const waiting = post('/charges', { amount: '1', currency: 'EUR' }).catch((error: Error) => error);
  const exit = once(child, 'exit');
  child.stdin.end();
  expect(await exit).toEqual([0, null]);
  await waiting;
});

test.each([
  ['a port that is no number', ['--port', 'high'], 'whole number'],
  ['an unknown option', ['--prot', '1'], '--prot'],
])('%s ends it with one clear line', async (_, args, reason) => {
  const child = run(...args);
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaint += chunk.toString();
  });
  expect(await once(child, 'close')).toEqual([1, null]);
  expect(complaint).toContain(reason);
  expect(complaint).toMatch(/^bank: .*\n$/);
});
