import { afterEach, expect, test } from '@jest/globals';
import { endAll, supervised } from './supervised.ts';
import { repeaterSource } from './workspace.ts';

afterEach(endAll);

const sources = {
  good: repeaterSource('good'),
  broken: `console.error('broken says: before the import'); throw new Error('the sky fell');`,
  empty: 'export const agent = 1;',
  leaver: `console.error('leaver says: goodbye'); process.exit(3);`,
  waiter: `console.log('waiter says: not yet'); await new Promise(() => setInterval(() => undefined, 1_000));`,
};

test('agents that do not start are named with the reason, their last output and what to do, and the others run', async () => {
  const { ready, mesh } = await supervised(sources, { restart: { backOffMs: 20, intensity: 1, startMs: 4_000 } });
  expect(ready.agents).toEqual(['@test/good']);
  const failed = Object.fromEntries(ready.failed.map(({ agent, ...told }) => [agent, told]));
  expect(failed).toEqual({
    '@test/broken': {
      reason: expect.stringMatching(/^bad-definition: .*agents.broken cannot be imported: the sky fell/),
      hint: expect.stringMatching(/Mend the package: "node .*broken.src.index\.ts" shows it alone/),
      lastLines: expect.arrayContaining(['broken says: before the import']),
    },
    '@test/empty': {
      reason: expect.stringMatching(/no agent as its default export: write "export default defineAgent/),
      hint: expect.stringMatching(/Mend the package/),
      lastLines: expect.any(Array),
    },
    '@test/leaver': {
      reason: 'it exited with 3 before it was ready',
      hint: expect.stringMatching(/must not end the process; "node .*leaver.src.index\.ts" shows it alone/),
      lastLines: ['leaver says: goodbye'],
    },
    '@test/waiter': {
      reason: 'it was not ready within 4000 ms',
      hint: expect.stringMatching(/an await at its top level that never ends/),
      lastLines: ['waiter says: not yet'],
    },
  });
  expect(await mesh.ask('repeat these words', { withinMs: 10_000 })).toMatchObject({ type: 'done', agent: 'good' });
}, 60_000);
