import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { connectNats } from '@parley/bus/nats';
import { decode, encode, subjects } from '@parley/protocol';
import { eventually } from '@parley/testkit';
import { atEnd, endAll, logOf, type Supervised, supervised, superviseWith } from './supervised.ts';
import { repeaterSource } from './workspace.ts';

afterEach(endAll);

const telling = (name: string) =>
  repeaterSource(
    name,
    'const { config } = context; return { text: [config.word, process.env.TEST_WORD, config.shared].join(" ") };',
  );

test('a roster file says how many instances run, which not at all, and with what', async () => {
  const rosterFile = {
    defaults: { config: { shared: 'by all' } },
    agents: {
      one: { instances: 2, config: { word: 'hello', shared: 'alone' }, env: { TEST_WORD: 'there' } },
      '@test/off': { enabled: false },
    },
  };
  const world = await supervised({ one: telling('one'), off: telling('off'), two: telling('two') }, { rosterFile });
  expect(world.ready.agents).toEqual(['@test/one', '@test/one#2', '@test/two']);
  const running = (await world.mesh.instances()).map(({ agent }) => agent).sort();
  expect(running).toEqual(['one', 'one', 'two']);
  const texts = await eventually(
    async () => {
      const outcomes = await Promise.all([1, 2, 3, 4].map(() => world.mesh.ask('repeat these words')));
      const said = new Set(outcomes.map((each) => each.type === 'done' && (each.output as { text: string }).text));
      expect(said.size).toBeGreaterThan(0);
      return said;
    },
    { timeoutMs: 10_000, what: 'answers' },
  );
  for (const text of texts) expect(['hello there alone', '  by all']).toContain(text);
}, 60_000);

test.each([
  ['an unknown field', { agents: { one: { instance: 2 } } }, /roster\.json cannot be read: [\s\S]*instance/],
  ['no such policy', { agents: { one: { restart: 'always' } } }, /roster\.json cannot be read: [\s\S]*restart/],
  ['no instance at all', { agents: { one: { instances: 0 } } }, /roster\.json cannot be read: [\s\S]*instances/],
])('a roster file with %s is refused with what is wrong in it', async (_what, rosterFile, text) => {
  const { said, exit } = await superviseWith({ rosterFile });
  expect(said.failed).toMatchObject({ code: 'bad-options', message: expect.stringMatching(text) });
  expect(exit.code).toBe(1);
});

test('a named roster file that is not there is refused', async () => {
  const { said } = await superviseWith({ roster: '/nowhere/roster.json' });
  expect(said.failed).toMatchObject({ code: 'bad-options', message: expect.stringMatching(/nowhere.*ENOENT/) });
});

test('what ends at its start ten times is in quarantine, named with its last output, and comes back by resume', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-flag-'));
  atEnd(() => rmSync(folder, { recursive: true }));
  const flag = join(folder, 'flag');
  const source = `import { existsSync } from 'node:fs';
${repeaterSource('one')}
if (!existsSync(process.env.TEST_FLAG)) { console.error('the flag is missing'); process.exit(4); }`;
  const rosterFile = { agents: { one: { env: { TEST_FLAG: flag }, intensity: 9, backOffMs: 5, backOffMsMax: 10 } } };
  const world = await supervised({ one: source }, { rosterFile });
  expect(world.ready.failed).toMatchObject([{ agent: '@test/one', lastLines: ['the flag is missing'] }]);
  const told = logOf(world).map(({ msg }) => String(msg));
  expect(told.filter((msg) => msg.includes('does not start'))).toHaveLength(10);
  expect(told).toContainEqual(expect.stringMatching(/is in quarantine: .*"npx parley resume one" tries again/));
  writeFileSync(flag, '');
  expect(await controlled(world, 'resume')).toMatchObject({ performative: 'agree' });
  await runsAgain(world);
}, 60_000);

test('an operator restarts an agent without a gap, puts it into quarantine and takes it out', async () => {
  const world = await supervised({ one: repeaterSource('one') });
  const { mesh } = world;
  const [before] = await mesh.instances();
  expect(await controlled(world, 'restart')).toMatchObject({ performative: 'agree' });
  await eventually(
    async () => expect((await mesh.instances()).map(({ instance }) => instance)).not.toContain(before!.instance),
    { timeoutMs: 15_000, what: 'a new instance' },
  );
  await runsAgain(world);
  expect(await controlled(world, 'quarantine')).toMatchObject({ performative: 'agree' });
  await eventually(() => expect(mesh.capabilities()).toEqual([]), { timeoutMs: 15_000, what: 'it to be gone' });
  expect(await controlled(world, 'quarantine')).toMatchObject({
    performative: 'refuse',
    body: { text: expect.stringMatching(/in quarantine already/) },
  });
  expect(await mesh.instances()).toEqual([]);
  expect(await controlled(world, 'resume')).toMatchObject({ performative: 'agree' });
  await runsAgain(world);
}, 60_000);

/** What the keeper of `one` answers to an operator. */
async function controlled({ name, servers }: Supervised, action: 'restart' | 'quarantine' | 'resume') {
  const at = subjects(name);
  const bus = await connectNats({ servers: [servers], name: 'operator', inboxPrefix: at.replyPrefix('operator') });
  const envelope = { v: 1, id: 'm1', conversation: 'operator', from: 'client/operator' } as const;
  const bytes = encode({ ...envelope, performative: 'control', body: { action, reason: 'a test' } });
  const { data } = await bus.request(at.act('control', 'one', 'all'), bytes, { timeoutMs: 5_000 });
  await bus.close();
  const decoded = decode(data);
  return decoded.ok ? decoded.message : decoded.error;
}

const runsAgain = ({ mesh }: Supervised) =>
  eventually(async () => expect(await mesh.ask('repeat these words')).toMatchObject({ type: 'done', agent: 'one' }), {
    timeoutMs: 15_000,
    what: 'it to run',
  });
