import { afterEach, expect, test } from '@jest/globals';
import { endAll, supervised } from './supervised.ts';
import { repeaterSource } from './workspace.ts';

afterEach(endAll);

// One source, as many agents as its agents.json names: each tells its name and what it was configured with.
const source = repeaterSource(
  'one',
  "return { text: [name, 'says', config.word, context.config.shared ?? 'once'].join(' ') };",
)
  .replace('export default defineAgent(', 'export default ({ name, config }) => defineAgent(')
  .replace("name: 'one'", 'name');

test('one package makes several agents, each by its name and configuration, and the roster has a word on each', async () => {
  const rosterFile = {
    agents: { mild: { config: { shared: 'twice' }, instances: 2 }, silent: { enabled: false } },
  };
  const agents = { loud: { word: 'HELLO' }, mild: { word: 'hello' }, silent: { word: '' } };
  const world = await supervised({ greeter: { source, agents } }, { rosterFile });
  expect(world.ready.agents).toEqual(['loud', 'mild', 'mild#2']);
  const words = async (name: string) => {
    const outcome = await world.mesh.ask('repeat these words', {
      choose: (bids) => bids.filter(({ agent }) => agent === name).map(({ agent, instance }) => `${agent}/${instance}`),
    });
    return outcome.type === 'done' ? outcome.output : outcome;
  };
  expect(await words('loud')).toEqual({ text: 'loud says HELLO once' });
  expect(await words('mild')).toEqual({ text: 'mild says hello twice' });
}, 60_000);

test('what cannot be made is named with the reason, and the others run', async () => {
  const picky = source
    .replace('=> defineAgent(', "=> { if (config.word === undefined) throw new Error('no word'); return defineAgent(")
    .replace(/\);\s*$/, '); };');
  const world = await supervised({ greeter: { source: picky, agents: { loud: { word: 'HELLO' }, mute: {} } } });
  expect(world.ready.agents).toContain('loud');
  expect(world.ready.failed).toMatchObject([
    { agent: 'mute', reason: expect.stringMatching(/cannot make the agent "mute": no word/) },
  ]);
}, 60_000);

test('a package whose agents cannot be read is a problem of its own', async () => {
  const broken = { source, agents: { 'Not a name': {} } };
  const world = await supervised({ greeter: broken, one: repeaterSource('one') });
  expect(world.ready.agents).toEqual(['@test/one']);
  expect(world.ready.failed).toMatchObject([
    { agent: 'greeter', reason: expect.stringContaining('agents.json cannot be read') },
  ]);
}, 60_000);
