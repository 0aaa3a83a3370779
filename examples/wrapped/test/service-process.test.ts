import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { type NodeChild, spawnNode } from '@parley/testkit';
import { get } from './services.ts';

const entry = join(__dirname, '..', 'src', 'services', 'main.ts');

async function urlOf(child: NodeChild): Promise<string> {
  return (JSON.parse(await child.waitForLine(/^\{"url"/)) as { url: string }).url;
}

test.each<[string, (child: NodeChild) => void]>([
  ['its input pipe closes', (child) => child.closeInput()],
  ['it is told to by SIGTERM', (child) => void child.kill('SIGTERM')],
  ['it is interrupted', (child) => void child.kill('SIGINT')],
])('a service prints its address, serves, says that it is asked, and ends when %s', async (_, stop) => {
  const child = spawnNode(entry, { args: ['kursblatt', '--seed', '3', '--failures', '1'], holdInput: true });
  const url = await urlOf(child);
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  const answer = await get(`${url}/v1/convert`, { fromCurrency: 'USD', toCurrency: 'EUR', amount: '1' });
  expect(answer).toMatchObject({ status: 503, body: { error: { code: 'rates-unavailable' } } });
  expect(await child.waitForLine(/asked/)).toBe('{"asked":1,"fails":true}');
  stop(child);
  expect(await child.exit).toEqual({ code: 0, signal: null });
});

test('a request that waits does not keep a service', async () => {
  const child = spawnNode(entry, { args: ['kursblatt', '--delay', '60000'], holdInput: true });
  const url = await urlOf(child);
  const waiting = get(`${url}/v1/convert`, { fromCurrency: 'USD', toCurrency: 'EUR', amount: '1' }).then(
    () => 'answered',
    () => 'broken off',
  );
  await child.waitForLine(/asked/);
  child.closeInput();
  expect(await child.exit).toEqual({ code: 0, signal: null });
  expect(await waiting).toBe('broken off');
});

test.each([
  ['a service that is none', ['bank'], '"bank" is no service: start kursblatt, cambio, anschrift'],
  ['a port that is no number', ['cambio', '--port', 'high'], '--port high'],
  ['a port that is too high', ['cambio', '--port', '70000'], 'from 0 to 65535'],
  ['a share above 1', ['cambio', '--failures', '2'], 'from 0 to 1'],
  ['an unknown option', ['cambio', '--prot', '1'], '--prot'],
])('%s ends it with a clear line', async (_, args, reason) => {
  const child = spawnNode(entry, { args });
  expect(await child.exit).toEqual({ code: 1, signal: null });
  expect(child.lines.join('\n')).toContain(reason);
});
