// A standing contract whose holder is killed with a thousand calls under way: a real process, a real signal.

import { afterEach, expect, test } from '@jest/globals';
import type { ContractEvent } from '@parley/mesh';
import { eventually } from '@parley/testkit';
import { endAll, supervised } from './supervised.ts';
import { repeaterSource } from './workspace.ts';

afterEach(endAll);

const calls = 1_000;
const work = (name: string) => `await sleep(200); return { text: '${name} ' + input.text };`;
const agent = (name: string, price: string) =>
  repeaterSource(name, work(name)).replace("'0.10', etaMs: 100", `'${price}', etaMs: 1_000`);

test('with a thousand calls under way each ends exactly once when the holder is killed', async () => {
  const { mesh } = await supervised({ one: agent('one', '0.10'), two: agent('two', '9.00') });
  await using contract = await mesh.contract('repeat these words', {
    input: { text: 'an example' },
    prefer: 'price',
    inFlight: calls,
  });
  const events: ContractEvent[] = [];
  contract.onEvent((event) => events.push(event));
  expect(contract.holder).toMatchObject({ agent: 'one' });
  await eventually(() => expect(contract.backup).toMatchObject({ agent: 'two' }), { what: 'a backup' });
  const before = (await mesh.instances()).find(({ agent }) => agent === 'one')!;

  const ends = new Map<number, string[]>();
  const all = Array.from({ length: calls }, async (_, n) => {
    const output = await contract.call({ text: String(n) }, { withinMs: 20_000 });
    ends.set(n, [...(ends.get(n) ?? []), (output as { text: string }).text]);
  });
  // The last of them has been heard there, when the first is at work.
  await new Promise((resolve) => setImmediate(resolve));
  process.kill(before.pid!, 'SIGKILL');
  await Promise.all(all);

  expect(ends.size).toBe(calls);
  for (const [n, outputs] of ends) expect(outputs).toEqual([`two ${n}`]);
  expect(contract.counts).toEqual({ done: calls, failed: 0 });
  expect(contract.holder).toMatchObject({ agent: 'two' });
  expect(events.map(({ type }) => type)).toEqual(expect.arrayContaining(['broken', 'took-over']));
  // The one that was killed comes back, and may be the backup then.
  await eventually(() => expect(contract.backup).toMatchObject({ agent: 'one' }), {
    timeoutMs: 20_000,
    what: 'a backup again',
  });
  expect(contract.backup?.instance).not.toBe(before.instance);
}, 60_000);
