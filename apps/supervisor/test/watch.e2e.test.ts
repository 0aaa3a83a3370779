import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import type { Mesh } from '@parley/mesh';
import { eventually } from '@parley/testkit';
import { endAll, logOf, type Supervised, supervised } from './supervised.ts';
import { repeaterSource, writePackage } from './workspace.ts';

afterEach(endAll);

const slow = 'progress({ share: 0.1 }); await sleep(1_500); return input;';
const answering = (word: string) => repeaterSource('one', `return { text: '${word}' };`);
const wait = { timeoutMs: 20_000 };

function save(world: Supervised, name: string, source: string): void {
  // As editors do: written beside, then moved into place.
  const file = join(world.root, 'packages', 'agents', name, 'src', 'index.ts');
  writeFileSync(`${file}.tmp`, source);
  renameSync(`${file}.tmp`, file);
}

async function said(mesh: Mesh): Promise<unknown> {
  const outcome = await mesh.ask('repeat these words', { withinMs: 5_000 });
  return outcome.type === 'done' ? (outcome.output as { text: string }).text : outcome.type;
}

const instancesOf = async (mesh: Mesh, agent: string) =>
  (await mesh.instances()).filter((each) => each.agent === agent).map(({ instance }) => instance);

test('saving a source replaces just that agent without a gap, and what the old one had begun it finishes', async () => {
  const world = await supervised(
    { one: repeaterSource('one', slow), two: repeaterSource('two').replace("'0.10'", "'9.00'") },
    { watch: true },
  );
  const { mesh } = world;
  const [[before], [other]] = [await instancesOf(mesh, 'one'), await instancesOf(mesh, 'two')];
  const asking = mesh.ask('repeat these words', { prefer: 'price' });
  for await (const event of asking) if (event.type === 'progress') break;
  save(world, 'one', answering('new'));
  await eventually(async () => expect(await instancesOf(mesh, 'one')).not.toContain(before), {
    ...wait,
    what: 'the new one',
  });
  expect(await asking).toMatchObject({ type: 'done', agent: 'one', instance: before });
  expect(await said(mesh)).toBe('new');
  expect(await instancesOf(mesh, 'two')).toEqual([other]);
}, 60_000);

test('a new version of what it can do takes over without a gap as well', async () => {
  const world = await supervised({ one: answering('old') }, { watch: true });
  const { mesh } = world;
  const second = answering('new')
    .replace('Repeat a text:', 'Repeat a text, in its second version:')
    .replace(
      'input: z.object({ text: z.string() })',
      'input: z.object({ text: z.string(), times: z.int().default(1) })',
    );
  save(world, 'one', second);
  await eventually(async () => expect(await said(mesh)).toBe('new'), { ...wait, what: 'the second version' });
}, 60_000);

test('while a source cannot be loaded the old instance goes on and the error is shown; mended, the new one takes over', async () => {
  const world = await supervised({ one: answering('old') }, { watch: true });
  const { mesh } = world;
  save(world, 'one', 'export default {{{');
  const shown = await eventually(
    () => {
      const line = logOf(world).find(({ msg }) => String(msg).includes('stays as it was'));
      expect(line).toBeDefined();
      return line!;
    },
    { ...wait, what: 'the error to be shown' },
  );
  expect(shown.msg).toMatch(
    /@test\/one stays as it was, since the new one does not start: bad-definition: .*cannot be imported/,
  );
  expect(await said(mesh)).toBe('old');
  save(world, 'one', answering('mended'));
  await eventually(async () => expect(await said(mesh)).toBe('mended'), { ...wait, what: 'the mended one' });
}, 60_000);

test('what a package names as its agents is followed: a configuration that changes, one more, one less', async () => {
  const source = repeaterSource('one', 'return { text: config.word };')
    .replace('export default defineAgent(', 'export default ({ name, config }) => defineAgent(')
    .replace("name: 'one'", 'name');
  const world = await supervised({ greeter: { source, agents: { one: { word: 'old' } } } }, { watch: true });
  const { mesh, root } = world;
  const name = (agents: object) =>
    writeFileSync(join(root, 'packages', 'agents', 'greeter', 'agents.json'), JSON.stringify(agents));
  name({ one: { word: 'new' } });
  await eventually(async () => expect(await said(mesh)).toBe('new'), { ...wait, what: 'the other word' });
  name({ two: { word: 'second' } });
  await eventually(async () => expect(await said(mesh)).toBe('second'), { ...wait, what: 'another agent' });
}, 60_000);

test('a package that comes is started, one that goes is stopped, and nobody edits anything else', async () => {
  const world = await supervised({ one: answering('one') }, { watch: true });
  const { mesh, root } = world;
  writePackage(root, 'late', repeaterSource('late'));
  await eventually(
    () =>
      expect(
        mesh
          .capabilities()
          .map(({ agent }) => agent)
          .sort(),
      ).toEqual(['late', 'one']),
    { ...wait, what: 'the new agent' },
  );
  rmSync(join(root, 'packages', 'agents', 'late'), { recursive: true });
  await eventually(() => expect(mesh.capabilities().map(({ agent }) => agent)).toEqual(['one']), {
    ...wait,
    what: 'the agent to go',
  });
  await eventually(async () => expect(await instancesOf(mesh, 'late')).toEqual([]), {
    ...wait,
    what: 'its process to go',
  });
}, 60_000);

test('an agent that imports a package that is saved is replaced with it', async () => {
  const shared = "export const word = 'before';";
  const source = `import { word } from '../../words/src/index.ts';\n${repeaterSource('one', 'return { text: word };')}`;
  const world = await supervised({ one: source, words: shared }, { watch: true, restart: { intensity: 0 } });
  writePackage(world.root, 'one', source, { dependencies: { '@test/words': '*' } });
  await eventually(async () => expect(await said(world.mesh)).toBe('before'), { ...wait, what: 'the first' });
  save(world, 'words', "export const word = 'after';");
  await eventually(async () => expect(await said(world.mesh)).toBe('after'), { ...wait, what: 'the second' });
}, 60_000);

test('a source that was broken from the start is started when it is mended', async () => {
  const world = await supervised({ one: 'throw new Error("not yet");' }, { watch: true });
  expect(world.ready.failed).toMatchObject([{ agent: '@test/one' }]);
  mkdirSync(join(world.root, 'packages', 'agents', 'one', 'src'), { recursive: true });
  save(world, 'one', answering('now'));
  await eventually(async () => expect(await said(world.mesh)).toBe('now'), { ...wait, what: 'it to run' });
}, 60_000);
