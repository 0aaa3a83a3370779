import { afterEach, expect, test } from '@jest/globals';
import { connectNats } from '@parley/bus/nats';
import { decode, subjects } from '@parley/protocol';
import { eventually } from '@parley/testkit';
import { atEnd, endAll, supervised } from './supervised.ts';
import { repeaterSource } from './workspace.ts';

afterEach(endAll);

test('a killed agent is told to be down at once, its adverts go, and it comes back as a new instance', async () => {
  const { mesh, name, servers } = await supervised({ one: repeaterSource('one') }, { restart: { backOffMs: 300 } });
  const at = subjects(name);
  const bus = await connectNats({ servers: [servers], name: 'listener', inboxPrefix: at.replyPrefix('listener') });
  atEnd(() => bus.close());
  const downs: unknown[] = [];
  bus.subscribe(at.presences('down'), ({ data }) => {
    const decoded = decode(data);
    downs.push(decoded.ok ? decoded.message.body : decoded.error);
  });
  await bus.flush();
  const [before] = await mesh.instances();
  const seen: string[][] = [];
  mesh.onChange(() => seen.push(mesh.capabilities().map(({ agent }) => agent)));
  process.kill(before!.pid!, 'SIGKILL');
  const after = await eventually(
    async () => {
      const [only, ...more] = await mesh.instances();
      expect(more).toEqual([]);
      expect(only).toBeDefined();
      expect(only?.instance).not.toBe(before!.instance);
      expect(only?.pid).not.toBe(before!.pid);
      return only!;
    },
    { timeoutMs: 15_000, what: 'the agent to be back' },
  );
  expect(downs).toEqual([
    {
      agent: 'one',
      instance: before!.instance,
      cause: 'exit',
      text: `one/${before!.instance} was ended by SIGKILL`,
      detectionMs: expect.any(Number),
    },
  ]);
  expect((downs[0] as { detectionMs: number }).detectionMs).toBeGreaterThanOrEqual(0);
  expect(seen[0]).toEqual([]);
  expect(await mesh.ask('repeat these words')).toMatchObject({ type: 'done', instance: after.instance });
}, 60_000);
