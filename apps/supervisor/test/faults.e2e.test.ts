// Faults of running agents, with real processes: stopped, stuck, leaking, flooding, ending.

import { afterEach, expect, test } from '@jest/globals';
import { eventually } from '@parley/testkit';
import { atEnd, downsOf, endAll, logOf, supervised } from './supervised.ts';
import { repeaterSource } from './workspace.ts';

afterEach(endAll);

const wait = { timeoutMs: 20_000 };
const dearer = (name: string) => repeaterSource(name).replace("'0.10'", "'9.00'");

test('an agent that is stopped is taken for dead within two seconds, and is back when it goes on', async () => {
  const world = await supervised({ one: repeaterSource('one'), two: dearer('two') });
  const { mesh } = world;
  const downs = await downsOf(world);
  const one = (await mesh.instances()).find(({ agent }) => agent === 'one')!;
  process.kill(one.pid!, 'SIGSTOP');
  const stoppedAtMs = performance.now();
  atEnd(() => tryKill(one.pid!, 'SIGCONT'));
  await eventually(() => expect(downs).toHaveLength(1), { ...wait, what: 'it to be told' });
  const tookMs = performance.now() - stoppedAtMs;
  expect(downs).toEqual([expect.objectContaining({ agent: 'one', instance: one.instance, cause: 'silence' })]);
  expect((downs[0] as { detectionMs: number }).detectionMs).toBeGreaterThan(500);
  expect(tookMs).toBeLessThan(10_000);
  expect(await mesh.ask('repeat these words', { prefer: 'price' })).toMatchObject({ type: 'done', agent: 'two' });
  process.kill(one.pid!, 'SIGCONT');
  await eventually(
    async () =>
      expect(await mesh.ask('repeat these words', { prefer: 'price' })).toMatchObject({
        agent: 'one',
        instance: one.instance,
      }),
    { ...wait, what: 'it to be back' },
  );
  expect(logOf(world).map(({ msg }) => msg)).toContain(`one/${one.instance} is back: it was taken for dead`);
}, 60_000);

test('an agent that is stuck in a loop is killed and started again, and what it had is done by another', async () => {
  const stuck = repeaterSource('stuck', 'progress({ share: 0.1 }); await sleep(100); for (;;);');
  const world = await supervised({ stuck, two: dearer('two') }, { hungMs: 500 });
  const { mesh } = world;
  const before = (await mesh.instances()).find(({ agent }) => agent === 'stuck')!;
  const outcome = await mesh.ask('repeat these words', { prefer: 'price', withinMs: 25_000 });
  expect(outcome).toMatchObject({ type: 'done', agent: 'two' });
  expect(outcome.tried.attempts[0]).toMatchObject({ agent: 'stuck', ended: 'down' });
  await eventually(
    async () => {
      const now = (await mesh.instances()).find(({ agent }) => agent === 'stuck');
      expect(now?.instance ?? before.instance).not.toBe(before.instance);
    },
    { ...wait, what: 'a new instance' },
  );
  expect(logOf(world).map(({ msg }) => msg)).toContain(`stuck/${before.instance} lives and says nothing: it is killed`);
}, 60_000);

test('an agent above its memory limit is replaced, with its work done', async () => {
  const leak =
    'const kept = []; globalThis.kept = kept; for (let i = 0; i < 20; i++) { kept.push(Buffer.alloc(16e6, 1)); await sleep(20); } progress({ share: 0.5 }); await sleep(3_000); return input;';
  const world = await supervised({ one: repeaterSource('one', leak) }, { memoryMbMax: 300 });
  const { mesh } = world;
  const [before] = await mesh.instances();
  const outcome = await mesh.ask('repeat these words', { withinMs: 20_000 });
  expect(outcome).toMatchObject({ type: 'done', instance: before!.instance });
  await eventually(
    async () => expect((await mesh.instances()).map(({ instance }) => instance)).not.toContain(before!.instance),
    { ...wait, what: 'its replacement' },
  );
  expect(logOf(world).map(({ msg }) => String(msg))).toContainEqual(
    expect.stringMatching(/takes \d+ MiB, 300 are allowed/),
  );
}, 60_000);

test('an agent that prints a flood is heard in part, what is left out is counted, and its work goes on', async () => {
  const flood =
    "for (let i = 0; i < 200_000; i++) console.error('noise ' + i); process.stderr.write('x'.repeat(1_000_000)); return input;";
  const world = await supervised({ one: repeaterSource('one', flood) });
  expect(await world.mesh.ask('repeat these words', { withinMs: 20_000 })).toMatchObject({ type: 'done' });
  await eventually(
    () =>
      expect(world.child.lines).toContainEqual(expect.stringMatching(/^\(\d+ lines were left out: it writes faster/)),
    { ...wait, what: 'the count' },
  );
  expect(world.child.lines.length).toBeLessThan(5_000);
}, 60_000);

test('an end in order is mended for a permanent agent and left for a transient one', async () => {
  const leaving = (name: string) =>
    repeaterSource(name, 'progress({ share: 0.5 }); setTimeout(() => process.exit(0), 50); return input;');
  const sources = { permanent: leaving('permanent').replace("'0.10'", "'9.00'"), transient: leaving('transient') };
  const rosterFile = { agents: { transient: { restart: 'transient' } } };
  const { mesh } = await supervised(sources, { rosterFile });
  const before = (await mesh.instances()).map(({ instance }) => instance);
  // The cheaper one first; then the other, since nobody else is left.
  for (const agent of ['transient', 'permanent']) {
    await eventually(
      async () => expect(await mesh.ask('repeat these words', { prefer: 'price' })).toMatchObject({ agent }),
      { ...wait, what: `${agent} to be asked` },
    );
    await eventually(
      async () => expect((await mesh.instances()).map((each) => each.agent)).not.toContain('transient'),
      { ...wait, what: 'the transient one to be gone' },
    );
  }
  await eventually(
    async () => {
      const now = await mesh.instances();
      expect(now.map(({ agent }) => agent)).toEqual(['permanent']);
      expect(before).not.toContain(now[0]!.instance);
    },
    { ...wait, what: 'the permanent one to be back, and it alone' },
  );
}, 60_000);

function tryKill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It is gone.
  }
}
