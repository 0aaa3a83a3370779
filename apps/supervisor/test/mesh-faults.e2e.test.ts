// Faults of the mesh around supervisors, with real processes: another supervisor beside one, and a broker that is
// killed and comes back while agents work.

import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { connect } from '@parley/mesh';
import { eventually, freshMeshName, type NodeChild, spawnNode, withBroker } from '@parley/testkit';
import { atEnd, endAll } from './supervised.ts';
import { repeaterSource, writeWorkspace } from './workspace.ts';

afterEach(endAll);

const supervisor = join(import.meta.dirname, '..', 'src', 'main.ts');
const wait = { timeoutMs: 20_000 };
const outcomeTypes = [
  'done',
  'no-route',
  'no-bids',
  'refused',
  'failed',
  'expired',
  'cancelled',
  'unavailable',
  'needs-input',
];

/** A broker of its own with a supervisor for each of the workspaces, all on one mesh, and a caller. */
async function world(...workspaces: Readonly<Record<string, string>>[]) {
  const broker = await withBroker({ own: true });
  atEnd(() => broker.stop());
  const name = freshMeshName();
  const children: NodeChild[] = [];
  for (const sources of workspaces) {
    const { root, remove } = writeWorkspace(sources);
    atEnd(remove);
    const child = spawnNode(supervisor, { holdInput: true, env: { PARLEY_LOG: 'info' } });
    atEnd(async () => {
      child.closeInput();
      await child.exit;
    });
    child.writeLine(JSON.stringify({ servers: broker.url, mesh: name, root, model: 'static' }));
    expect(JSON.parse(await child.waitForLine(/^\{"(ready|failed)"/, 30_000))).toMatchObject({ ready: { failed: [] } });
    children.push(child);
  }
  const mesh = await connect({ servers: broker.url, mesh: name, model: 'static' });
  atEnd(() => mesh.close());
  return { broker, mesh, children };
}

test('of two supervisors on one mesh, the one that owns a killed agent restarts it, once', async () => {
  const { mesh, children } = await world({ one: repeaterSource('one') }, { two: repeaterSource('two') });
  const before = await mesh.instances();
  expect(before.map(({ agent }) => agent).sort()).toEqual(['one', 'two']);
  const one = before.find(({ agent }) => agent === 'one')!;
  const two = before.find(({ agent }) => agent === 'two')!;
  process.kill(one.pid!, 'SIGKILL');
  await eventually(
    async () => {
      const now = await mesh.instances();
      expect(now.map(({ agent }) => agent).sort()).toEqual(['one', 'two']);
      expect(now.map(({ instance }) => instance)).not.toContain(one.instance);
      expect(now).toContainEqual(expect.objectContaining({ instance: two.instance, pid: two.pid }));
    },
    { ...wait, what: 'the one to be back, and it alone' },
  );
  expect(await mesh.ask('repeat these words')).toMatchObject({ type: 'done' });
  // Only when both have ended is it sure that no second restart was still on its way.
  for (const child of children) child.closeInput();
  await Promise.all(children.map(({ exit }) => exit));
  const started = children.map(({ lines }) =>
    lines.flatMap((line) => /"msg":"(\w+)\/\S+ is ready"/.exec(line)?.[1] ?? []),
  );
  expect(started).toEqual([['one', 'one'], ['two']]);
}, 60_000);

test('a broker killed and restarted under load: every ask ends typed, the same agents are asked again', async () => {
  const slow = 'await sleep(1_000); return input;';
  const { broker, mesh } = await world({ one: repeaterSource('one', slow), two: repeaterSource('two', slow) });
  const before = (await mesh.instances()).map(({ instance }) => instance).sort();
  const asks = Array.from({ length: 10 }, () => mesh.ask('repeat these words', { withinMs: 8_000 }));
  await Promise.race(asks.map(untilAwarded));
  broker.kill('SIGKILL');
  await broker.restart();
  const outcomes = await Promise.all(asks);
  for (const { type } of outcomes) expect(outcomeTypes).toContain(type);
  expect(new Set(outcomes.map(({ conversation }) => conversation)).size).toBe(asks.length);
  await eventually(
    async () => expect((await mesh.instances()).map(({ instance }) => instance).sort()).toEqual(before),
    { ...wait, what: 'both to be back' },
  );
  await eventually(async () => expect(await mesh.ask('repeat these words')).toMatchObject({ type: 'done' }), {
    ...wait,
    what: 'an ask to be done',
  });
}, 60_000);

async function untilAwarded(asking: AsyncIterable<{ readonly type: string }>): Promise<void> {
  for await (const { type } of asking) if (type === 'awarded') return;
  throw new Error('It ended without an award.');
}
